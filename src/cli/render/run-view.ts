import type { Artifact, RunEvent } from "../../../graphs/analyst/events.ts";
import { readableSize } from "../../../tools/files/readable-size.ts";
import type { Language } from "../../../tools/words.ts";
import { safeLine } from "../../../tools/output/safe-text.ts";
import { textWidth } from "../text/width.ts";
import { wrap } from "../text/wrap.ts";
import { CellView, type CellLook } from "./cell-view.ts";
import { datasetLines } from "./dataset-lines.ts";
import { renderFinish } from "./finish.ts";
import { PendingText } from "./pending-text.ts";
import { continueHint, NOTABLE_SANDBOX, repairText, sandboxText, text } from "./run-words.ts";
import type { Screen } from "./screen.ts";
import { StatusLine } from "./status-line.ts";
import type { Style } from "./style.ts";

type EventOf<T extends RunEvent["type"]> = Extract<RunEvent, { type: T }>;

export interface RunViewOptions {
  readonly screen: Screen;
  readonly style: Style;
  readonly language: Language;
  /** Markdown is rendered for a terminal and left as it is for a file. */
  readonly markdown: (text: string, width: number) => string[];
  readonly lines: Pick<CellLook, "code" | "stdout" | "stderr">;
  readonly now: () => number;
}

/** Where the copies of artifacts are, by artifact id, as a person would type the path. */
export type SavedPaths = ReadonlyMap<string, string>;

/** These come in thousands: the clock draws what they change. */
const FREQUENT: ReadonlySet<RunEvent["type"]> = new Set([
  "text.delta",
  "reasoning.delta",
  "cell.stdout",
  "cell.stderr",
]);

const TEXT_WIDTH = 100;
const RULE = 40;
const LIVE_TEXT_LINES = 12;

/** Turns the events of a run into lines that stay and a few that move. */
export class RunView {
  readonly #options: RunViewOptions;
  readonly #text = new PendingText();
  readonly #status: StatusLine;
  #cell: CellView | undefined;
  #threadId = "";
  #prompt: EventOf<"usage">["prompt"] | undefined;
  readonly #made: { path: string; size: string }[] = [];
  /** A blank line stands between blocks, none at the top. */
  #started = false;

  constructor(options: RunViewOptions) {
    this.#options = options;
    this.#status = new StatusLine(options.now);
  }

  /** What goes on before the run: setting up this machine, starting the engine. */
  status(message: string): void {
    this.#status.set(safeLine(message), "before");
    this.tick();
  }

  /** The first Ctrl-C was heard. */
  stopping(): void {
    this.#status.stopping();
    this.tick();
  }

  event(event: RunEvent, saved: SavedPaths): void {
    const { language, screen } = this.#options;
    switch (event.type) {
      case "run.started":
        this.#threadId = event.threadId;
        this.#status.set(text("thinking", language));
        break;
      case "usage":
        this.#prompt = event.prompt;
        this.#text.boundary();
        this.#status.set(text("thinking", language));
        break;
      case "sandbox":
        this.#sandbox(event);
        break;
      case "dataset.profiled":
        this.#block(datasetLines(event, this.#options.style, language, screen.width));
        break;
      case "text.delta":
        this.#block(this.#rendered(this.#text.push(event.text)));
        break;
      case "plan":
        this.#plan(event.steps);
        break;
      case "cell.started":
        this.#cellStarted(event);
        break;
      case "cell.stdout":
        this.#print(this.#cell?.stdout(event.text) ?? []);
        break;
      case "cell.stderr":
        this.#cell?.stderr(event.text);
        break;
      case "cell.result":
        this.#result(event);
        break;
      case "cell.finished":
        this.#cellFinished(event);
        break;
      case "repair":
        this.#note("↻", repairText(event.attempt, event.limit, language));
        break;
      case "artifact":
        this.#artifact(event.artifact, saved);
        break;
      case "caveat":
        this.#note("!", safeLine(event.text));
        break;
      case "interrupt":
        this.#note("?", text("approval", language));
        break;
      case "reasoning.delta":
        break;
      case "run.finished":
        this.#finished(event, saved);
        break;
    }
    if (!FREQUENT.has(event.type)) this.tick();
  }

  /** Something that went wrong beside the run. */
  warn(message: string): void {
    this.#note("!", safeLine(message));
  }

  /** Draws the moving lines anew; called by most events and by a clock. */
  tick(): void {
    const { screen, style, language } = this.#options;
    const look = { canInterrupt: this.#cell !== undefined, width: screen.width };
    const status = this.#status.render(look, style, language);
    if (status === undefined) screen.live([]);
    else screen.live([...this.#liveText(), ...(this.#cell?.live() ?? []), status]);
  }

  close(): void {
    this.#status.clear();
    this.#options.screen.close();
  }

  #liveText(): string[] {
    const rendered = this.#rendered(this.#text.tail()).slice(-LIVE_TEXT_LINES);
    return rendered.length === 0 ? [] : ["", ...rendered];
  }

  #sandbox(event: EventOf<"sandbox">): void {
    const { style, language } = this.#options;
    const words = safeLine(sandboxText(event, language));
    if (NOTABLE_SANDBOX.has(event.status)) this.#block([style.dim(words)]);
    this.#status.set(words);
  }

  #plan(steps: readonly string[]): void {
    const { style, language } = this.#options;
    this.#block(this.#rendered(this.#text.takeWithout(steps)));
    const lines = steps.flatMap((step, at) => {
      const mark = `${at + 1}`.padStart(3);
      return wrap(safeLine(step), this.#textWidth() - 5).map((part, index) =>
        index === 0 ? `${style.accent(mark)}  ${part}` : `     ${part}`,
      );
    });
    this.#block([`${style.accent("●")} ${style.bold(text("plan", language))}`, ...lines]);
  }

  #cellStarted(event: EventOf<"cell.started">): void {
    const { style, language, screen, lines } = this.#options;
    this.#block(this.#rendered(this.#text.take()));
    const cell = new CellView(event, { style, language, width: screen.width, ...lines });
    this.#block(cell.start());
    this.#cell = cell;
    this.#status.set(`${text("running", language)} ${cell.id}`);
  }

  #result({ text: value, formats }: EventOf<"cell.result">): void {
    const isPicture = formats.some((format) => format.startsWith("image/"));
    if (value !== undefined && !isPicture) this.#print(this.#cell?.result(value) ?? []);
  }

  #cellFinished(event: EventOf<"cell.finished">): void {
    const cell = this.#cell;
    this.#cell = undefined;
    this.#status.set(text("thinking", this.#options.language));
    if (cell !== undefined) this.#print(cell.end(event));
    this.#showMade();
  }

  /** Not in the middle of a cell's output: after its end. */
  #artifact({ id, size }: Artifact, saved: SavedPaths): void {
    const path = saved.get(id);
    if (path === undefined) return;
    this.#made.push({ path: safeLine(path), size: readableSize(size) });
    if (this.#cell === undefined) this.#showMade();
  }

  #showMade(): void {
    const { style, screen } = this.#options;
    for (const { path, size } of this.#made.splice(0)) {
      // A path is never broken, so that it can be copied.
      const about = textWidth(path) + size.length + 7 <= screen.width ? ` (${size})` : "";
      this.#print([`  ${style.accent("↳")} ${path}${about}`]);
    }
  }

  #finished(event: EventOf<"run.finished">, saved: SavedPaths): void {
    const { style, language, screen } = this.#options;
    const interim = this.#text.take();
    if (!event.answer.includes(interim.trim())) this.#block(this.#rendered(interim));
    this.#status.clear();
    screen.live([]);
    if (this.#started) this.#block([style.dim("─".repeat(RULE))]);
    for (const block of renderFinish(event, saved, {
      style,
      language,
      width: this.#textWidth(),
      prompt: this.#prompt,
      answer: (answer) => this.#rendered(answer),
    })) {
      this.#block(block);
    }
    this.#print([`  ${style.dim(continueHint(safeLine(this.#threadId), language))}`]);
  }

  /** A line about the block above it. */
  #note(mark: string, message: string): void {
    const { style } = this.#options;
    const colour = mark === "!" ? style.warn : style.accent;
    const lines = wrap(message, this.#textWidth() - 4);
    this.#print(lines.map((line, at) => `  ${at === 0 ? colour(mark) : " "} ${line}`));
  }

  #rendered(markdown: string): string[] {
    if (markdown.trim() === "") return [];
    return this.#options.markdown(markdown, this.#textWidth());
  }

  #textWidth(): number {
    return Math.min(this.#options.screen.width, TEXT_WIDTH);
  }

  #block(lines: readonly string[]): void {
    if (lines.length === 0) return;
    this.#print(this.#started ? ["", ...lines] : lines);
  }

  #print(lines: readonly string[]): void {
    if (lines.length === 0) return;
    this.#started = true;
    this.#options.screen.print(lines);
  }
}
