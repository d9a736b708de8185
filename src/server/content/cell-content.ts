import type { RunEvent } from "../../../graphs/analyst/events.ts";
import type { CellOutcome } from "../../../graphs/analyst/outcomes.ts";
import { createBoundedText } from "../../../tools/output/bounded-text.ts";
import { safeText } from "../../../tools/output/safe-text.ts";
import type { Language } from "../../../tools/words.ts";
import { endOfCell } from "./content-words.ts";
import { fenced, plainText, shownOutput } from "./markdown.ts";

type EventOf<T extends RunEvent["type"]> = Extract<RunEvent, { type: T }>;

const KEPT_OUTPUT = 64_000;
const KEPT_ERRORS = 4_000;

/** Outcomes in which what stood on stderr is worth a look. */
export const STDERR_MATTERS: ReadonlySet<CellOutcome> = new Set([
  "user_error",
  "missing_package",
  "missing_file",
  "out_of_memory",
]);

/** One cell as Markdown: what it does, its code, and, once it has ended, what it printed. */
export class CellContent {
  readonly title: string;
  readonly #code: string;
  readonly #output = createBoundedText(KEPT_OUTPUT);
  readonly #errors = createBoundedText(KEPT_ERRORS);

  constructor({ title, code }: EventOf<"cell.started">) {
    this.title = plainText(safeText(title));
    this.#code = safeText(code);
  }

  start(): string {
    return `**${this.title}**\n\n${fenced(this.#code, "python")}`;
  }

  stdout(text: string): void {
    this.#output.push(text);
  }

  stderr(text: string): void {
    this.#errors.push(text);
  }

  /** A picture is shown as one, not by its description. */
  result({ text, formats }: EventOf<"cell.result">): void {
    const isPicture = formats.some((format) => format.startsWith("image/"));
    if (text !== undefined && !isPicture) this.#output.push(`${text}\n`);
  }

  /** Blocks: output, then how it ended when that is worth a word. */
  end({ success, outcome, error }: EventOf<"cell.finished">, language: Language): string[] {
    const errors = STDERR_MATTERS.has(outcome) ? this.#errors.toString() : "";
    const printed = safeText(`${this.#output.toString()}${errors}`);
    const said = success && outcome !== "silent" ? "" : endOfCell(outcome, error, language);
    return [
      ...(printed.trim() === "" ? [] : [fenced(shownOutput(printed, language), "text")]),
      ...(said === "" ? [] : [`${success ? "" : "✗ "}${plainText(safeText(said))}`]),
    ];
  }
}
