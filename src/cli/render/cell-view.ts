import type { CellOutcome } from "../../../graphs/analyst/outcomes.ts";
import type { Language } from "../../../tools/words.ts";
import { formatDuration } from "../text/duration.ts";
import { OutputWindow, type WindowSize } from "../text/output-window.ts";
import { safeLine, safeText } from "../../../tools/output/safe-text.ts";
import { truncate } from "../text/width.ts";
import { highlightPython } from "./highlight-python.ts";
import { moreLines, outcomeText } from "./run-words.ts";
import type { Style } from "./style.ts";

export interface CellLook {
  readonly style: Style;
  readonly language: Language;
  /** Columns of a line. */
  readonly width: number;
  readonly code: number;
  readonly stdout: WindowSize;
  readonly stderr: WindowSize;
}

interface CellStart {
  readonly cellId: string;
  readonly title: string;
  readonly code: string;
}

interface CellEnd {
  readonly success: boolean;
  readonly outcome: CellOutcome;
  readonly durationMs: number;
  readonly error?: string;
}

/** Outcomes in which what stood on stderr is worth a look. */
const STDERR_MATTERS: ReadonlySet<CellOutcome> = new Set([
  "data_caveat",
  "glyph_missing",
  "user_error",
  "missing_package",
  "missing_file",
  "out_of_memory",
]);

/** One cell on the screen: title, code, output as it comes, and how it ended. */
export class CellView {
  readonly id: string;
  readonly title: string;
  readonly #code: string;
  readonly #look: CellLook;
  readonly #stdout: OutputWindow;
  readonly #stderr: OutputWindow;

  constructor({ cellId, title, code }: CellStart, look: CellLook) {
    this.id = safeLine(cellId);
    this.title = safeLine(title);
    this.#code = safeText(code).trimEnd();
    this.#look = look;
    this.#stdout = new OutputWindow(look.stdout);
    this.#stderr = new OutputWindow(look.stderr);
  }

  start(): string[] {
    const { style, language, width, code: limit } = this.#look;
    const coloured = highlightPython(this.#code, style);
    const plain = this.#code.split("\n");
    const bar = style.dim("│");
    const shown = coloured.slice(0, limit).map((line, at) => {
      const raw = plain[at] ?? "";
      const cut = truncate(raw, width - 4);
      return `  ${bar} ${cut === raw ? line : cut}`.trimEnd();
    });
    const rest = plain.length - shown.length;
    return [
      `${style.accent("●")} ${style.bold(truncate(`${this.id}  ${this.title}`, width - 2))}`,
      ...shown,
      ...(rest > 0 ? [`  ${bar} ${style.dim(moreLines(rest, language))}`] : []),
    ];
  }

  stdout(text: string): string[] {
    return this.#stdout.push(text).map((line) => this.#outputLine(line));
  }

  /** Nothing of it stays yet: mostly it is progress and noise, seen while it runs. */
  stderr(text: string): void {
    this.#stderr.push(text);
  }

  /** The value of the last expression counts as output. */
  result(text: string): string[] {
    return this.stdout(`${text}\n`);
  }

  /** The newest output while the cell runs. */
  live(): string[] {
    const { style, language } = this.#look;
    const hidden = this.#stdout.hidden;
    return [
      ...(hidden > 0 ? [`  ${style.dim(moreLines(hidden, language))}`] : []),
      ...this.#stdout.latest.map((line) => this.#outputLine(line)),
      ...this.#stderr.latest.slice(-2).map((line) => this.#outputLine(line)),
    ];
  }

  end({ success, outcome, durationMs, error }: CellEnd): string[] {
    const { style, language } = this.#look;
    const rest = this.#stdout.end();
    const errors = this.#stderr.end();
    const matters = STDERR_MATTERS.has(outcome);
    const time = style.dim(formatDuration(durationMs));
    // Our own words are shorter than the error of a cell that was stopped; a failure has none.
    const said = outcomeText(outcome, language) ?? safeLine(error ?? "");
    const mark = success ? style.good("✓") : style.bad("✗");
    const colour = success ? style.warn : style.bad;
    const headline = said === "" ? "" : `${colour(truncate(said, this.#look.width - 16))} `;
    return [
      ...(rest.hidden > 0 ? [`  ${style.dim(moreLines(rest.hidden, language))}`] : []),
      ...rest.lines.map((line) => this.#outputLine(line)),
      ...(matters ? errors.lines.map((line) => this.#errorLine(line)) : []),
      `  ${mark} ${headline}${time}`,
    ];
  }

  #outputLine(line: string): string {
    return `  ${this.#look.style.dim(truncate(line, this.#look.width - 2))}`;
  }

  #errorLine(line: string): string {
    const { style, width } = this.#look;
    return `  ${style.warn("!")} ${style.dim(truncate(line, width - 4))}`;
  }
}
