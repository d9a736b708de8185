import type { Artifact } from "../../../graphs/analyst/artifact.ts";
import type { RunEvent } from "../../../graphs/analyst/events.ts";
import { readableSize } from "../../../tools/files/readable-size.ts";
import { safeText } from "../../../tools/output/safe-text.ts";
import type { Language, Words } from "../../../tools/words.ts";
import { CellContent } from "./cell-content.ts";
import { repairWords, say } from "./content-words.ts";
import { LinkRewriter } from "./link-rewriter.ts";
import { plainText } from "./markdown.ts";
import { ShownArtifacts } from "./shown-artifacts.ts";

/** How much of the way to the answer is shown. */
export const STEPS = ["full", "brief", "none"] as const;
export type Steps = (typeof STEPS)[number];

/** What stands in the text; `words`: all but code and output, for a client that shows those in its own way. */
export type Shown = Steps | "words";

/** A part of an answer: what is read, or what happens meanwhile. */
export interface Piece {
  readonly kind: "content" | "reasoning";
  readonly text: string;
}

export interface ComposerOptions {
  readonly steps: Shown;
  /** The absolute address of a stored file. */
  readonly link: (artifact: Artifact) => string;
  /** What the reader is told beside the run, such as a file that did not arrive as one. */
  readonly notes?: readonly Words[];
}

type EventOf<T extends RunEvent["type"]> = Extract<RunEvent, { type: T }>;

/** Live output in all; a client keeps it in one block. */
const LIVE_CHARS = 20_000;

/**
 * Turns the events of a run into the text of one message, in the order in which things happen. It
 * asks nobody and knows no protocol. The first event must be `run.started`.
 */
export class Composer {
  readonly #options: ComposerOptions;
  readonly #artifacts: ShownArtifacts;
  readonly #links: LinkRewriter;
  #language: Language = "en";
  #pieces: Piece[] = [];
  #content = "";
  #live = 0;
  #cell: CellContent | undefined;
  /** Made by the running cell: shown when it has ended. */
  #made: Artifact[] = [];
  /** The model's message so far, and whether it is complete. */
  #message = "";
  #isComplete = false;

  constructor(options: ComposerOptions) {
    this.#options = options;
    this.#artifacts = new ShownArtifacts(options.link);
    this.#links = new LinkRewriter(({ isPicture, label, target }) =>
      this.#artifacts.rewrite(isPicture, label, target),
    );
  }

  /** All content so far. */
  get content(): string {
    return this.#content;
  }

  /** What an event adds. */
  event(event: RunEvent): Piece[] {
    this.#take(event);
    return this.#pieces.splice(0);
  }

  get #isFull(): boolean {
    return this.#options.steps === "full";
  }

  /** The model's words are shown as they come. */
  get #isTold(): boolean {
    return this.#isFull || this.#options.steps === "words";
  }

  #take(event: RunEvent): void {
    switch (event.type) {
      case "run.started":
        this.#language = event.language;
        break;
      case "text.delta":
        this.#text(event.text);
        break;
      case "reasoning.delta":
        this.#reason(event.text);
        break;
      case "usage":
        this.#isComplete = true;
        break;
      case "plan":
        this.#plan(event.steps);
        break;
      case "sandbox":
        this.#sandbox(event);
        break;
      case "cell.started":
        this.#cellStarted(event);
        break;
      case "cell.stdout":
        this.#cell?.stdout(event.text);
        this.#reason(event.text);
        break;
      case "cell.stderr":
        this.#cell?.stderr(event.text);
        this.#reason(event.text);
        break;
      case "cell.result":
        this.#cell?.result(event);
        break;
      case "cell.finished":
        this.#cellFinished(event);
        break;
      case "artifact":
        this.#artifacts.add(event.artifact);
        if (this.#cell !== undefined) this.#made.push(event.artifact);
        break;
      case "repair":
        // Whoever sees the cells sees the repair.
        if (this.#options.steps !== "words")
          this.#step(`*${repairWords(event.attempt, event.limit, this.#language)}*`);
        break;
      case "interrupt":
        this.#step(`*${say("approval", this.#language)}*`);
        break;
      case "run.finished":
        this.#finished(event);
        break;
      case "dataset.profiled":
      case "caveat":
        break;
      default:
        // Events that other clients show and this one does not.
        break;
    }
  }

  /** With all steps the model's words are part of the way; otherwise only the answer is, once known. */
  #text(text: string): void {
    if (this.#isComplete) this.#nextMessage();
    if (this.#isTold && this.#message === "") this.#paragraph();
    this.#message += text;
    if (this.#isTold) this.#write(this.#links.push(text));
  }

  #nextMessage(): void {
    this.#write(this.#links.end());
    this.#message = "";
    this.#isComplete = false;
  }

  #plan(steps: readonly string[]): void {
    if (this.#options.steps !== "brief") return;
    const lines = steps.map((step, at) => `${at + 1}. ${safeText(step)}`);
    this.#block(`**${say("plan", this.#language)}**\n\n${lines.join("\n")}`);
  }

  #sandbox({ status, note }: EventOf<"sandbox">): void {
    if (status === "recovering") this.#step(`*${say("recovering", this.#language)}*`);
    if (status === "replayed" && note !== undefined)
      this.#step(`*${say("notRestored", this.#language)} ${plainText(note)}*`);
  }

  #cellStarted(event: EventOf<"cell.started">): void {
    this.#nextMessage();
    this.#cell = new CellContent(event);
    if (this.#isFull) this.#block(this.#cell.start());
    else if (!this.#isTold) this.#step(`*${this.#cell.title}*`);
  }

  #cellFinished(event: EventOf<"cell.finished">): void {
    const blocks = this.#cell?.end(event, this.#language) ?? [];
    this.#cell = undefined;
    const made = this.#made.splice(0);
    if (this.#isFull) for (const block of blocks) this.#block(block);
    if (this.#options.steps === "none") return;
    for (const artifact of made) {
      if (artifact.kind === "chart") this.#block(this.#artifacts.show(artifact));
      else if (artifact.kind === "output") this.#fullOutput(artifact);
    }
  }

  #fullOutput(artifact: Artifact): void {
    const link = this.#artifacts.show(artifact);
    if (this.#isFull) this.#block(`${say("fullOutput", this.#language)}: ${link}`);
  }

  /** The answer, as far as it was not read yet; then files, caveats and notes that it does not name. */
  #finished({ answer, caveats, artifacts, usage, error }: EventOf<"run.finished">): void {
    for (const artifact of artifacts) this.#artifacts.add(artifact);
    const told = this.#isTold ? this.#message.trim() : "";
    this.#write(this.#links.end());
    // A client shows the error itself: without any cell there is nothing to report.
    const whole = error !== undefined && usage.cells === 0 ? this.#message.trim() : answer;
    const rest = whole.startsWith(told) ? whole.slice(told.length) : whole;
    if (rest.trim() !== "") {
      this.#paragraph();
      this.#write(this.#links.push(told === "" ? rest.trimStart() : rest.replace(/^\n+/, "")));
      this.#write(this.#links.end());
    }
    const left = this.#artifacts.left().filter(({ kind }) => kind !== "output");
    for (const chart of left.filter(({ kind }) => kind === "chart"))
      this.#block(this.#artifacts.show(chart));
    this.#list(
      "files",
      left
        .filter(({ kind }) => kind === "file")
        .map((file) => `${this.#artifacts.show(file)} (${readableSize(file.size)})`),
    );
    const notes = (this.#options.notes ?? []).map((note) => note[this.#language]);
    const unsaid = caveats.filter((text) => !answer.includes(text)).map(safeText);
    this.#list("caveats", [...unsaid, ...notes]);
  }

  #list(heading: "files" | "caveats", items: readonly string[]): void {
    if (items.length === 0) return;
    const lines = items.map((item) => `- ${item}`).join("\n");
    this.#block(`**${say(heading, this.#language)}**\n\n${lines}`);
  }

  /** A short line of the way. */
  #step(line: string): void {
    if (this.#options.steps !== "none") this.#block(line);
  }

  #block(text: string): void {
    this.#paragraph();
    this.#write(text);
  }

  #paragraph(): void {
    if (this.#content === "") return;
    if (this.#content.endsWith("\n\n")) return;
    this.#write(this.#content.endsWith("\n") ? "\n" : "\n\n");
  }

  #write(text: string): void {
    if (text === "") return;
    this.#content += text;
    this.#pieces.push({ kind: "content", text });
  }

  #reason(text: string): void {
    const room = LIVE_CHARS - this.#live;
    if (room <= 0) return;
    const shown = safeText(text).slice(0, room);
    this.#live += shown.length;
    if (shown !== "") this.#pieces.push({ kind: "reasoning", text: shown });
  }
}
