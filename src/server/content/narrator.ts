import type { Artifact } from "../../../graphs/analyst/artifact.ts";
import type { RunEvent } from "../../../graphs/analyst/events.ts";
import { createBoundedText } from "../../../tools/output/bounded-text.ts";
import { safeText } from "../../../tools/output/safe-text.ts";
import type { Language, Words } from "../../../tools/words.ts";
import { STDERR_MATTERS } from "./cell-content.ts";
import { Composer } from "./composer.ts";
import { endOfCell } from "./content-words.ts";

/** A run as a client sees it that has its own way to show cells. */
export type Narration =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "cell"; readonly cellId: string; readonly code: string }
  | { readonly type: "output"; readonly text: string }
  | { readonly type: "recovering" }
  | {
      readonly type: "cell.end";
      readonly success: boolean;
      readonly isCancelled: boolean;
      readonly durationMs: number;
    };

type EventOf<T extends RunEvent["type"]> = Extract<RunEvent, { type: T }>;

/** Of one cell, as it comes. */
const LIVE_CHARS = 20_000;
const KEPT_ERRORS = 4_000;

const CUT: Words = { en: "… more output is not shown …", zh: "… 其余输出未显示 …" };

/**
 * Turns the events of a run into words, and cells between them. The output of a cell comes while it
 * runs, up to a bound; what stood on stderr, when it matters, at its end.
 */
export class Narrator {
  readonly #composer: Composer;
  #language: Language = "en";
  #room = 0;
  #errors = createBoundedText(KEPT_ERRORS);

  constructor(link: (artifact: Artifact) => string) {
    this.#composer = new Composer({ steps: "words", link });
  }

  /** All words so far. */
  get content(): string {
    return this.#composer.content;
  }

  event(event: RunEvent): Narration[] {
    switch (event.type) {
      case "run.started":
        this.#language = event.language;
        return this.#words(event);
      case "cell.started":
        this.#room = LIVE_CHARS;
        this.#errors = createBoundedText(KEPT_ERRORS);
        return [
          ...this.#words(event),
          { type: "cell", cellId: event.cellId, code: safeText(event.code) },
        ];
      case "cell.stdout":
        return [...this.#words(event), ...this.#output(event.text)];
      case "cell.stderr":
        this.#errors.push(event.text);
        return this.#words(event);
      case "cell.result":
        return [...this.#words(event), ...this.#result(event)];
      case "cell.finished":
        return [...this.#end(event), ...this.#words(event)];
      case "sandbox":
        return [
          ...(event.status === "recovering" ? [{ type: "recovering" } as const] : []),
          ...this.#words(event),
        ];
      default:
        return this.#words(event);
    }
  }

  #words(event: RunEvent): Narration[] {
    const text = this.#composer
      .event(event)
      .map((piece) => (piece.kind === "content" ? piece.text : ""))
      .join("");
    return text === "" ? [] : [{ type: "text", text }];
  }

  #output(text: string): Narration[] {
    if (this.#room <= 0 || text === "") return [];
    const safe = safeText(text);
    const shown = safe.slice(0, this.#room);
    this.#room -= safe.length;
    const isCut = this.#room < 0;
    return [{ type: "output", text: isCut ? `${shown}\n${CUT[this.#language]}\n` : shown }];
  }

  /** A picture is shown as one, not by its description. */
  #result({ text, formats }: EventOf<"cell.result">): Narration[] {
    const isPicture = formats.some((format) => format.startsWith("image/"));
    return text === undefined || isPicture ? [] : this.#output(`${text}\n`);
  }

  #end({ success, outcome, error, durationMs }: EventOf<"cell.finished">): Narration[] {
    const errors = STDERR_MATTERS.has(outcome) ? this.#errors.toString() : "";
    const said = success && outcome !== "silent" ? "" : endOfCell(outcome, error, this.#language);
    const text = [errors, said]
      .filter((part) => part.trim() !== "")
      .map((part) => `${safeText(part).replace(/\n+$/, "")}\n`)
      .join("");
    return [
      ...(text === "" ? [] : [{ type: "output", text } as const]),
      { type: "cell.end", success, isCancelled: outcome === "cancelled", durationMs },
    ];
  }
}
