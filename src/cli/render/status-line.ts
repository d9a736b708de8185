import type { Language } from "../../../tools/words.ts";
import { formatDuration } from "../text/duration.ts";
import { truncate } from "../text/width.ts";
import { text } from "./run-words.ts";
import { spinnerFrame } from "./spinner.ts";
import type { Style } from "./style.ts";

/** The last line of a running command: what goes on, and for how long. */
export class StatusLine {
  readonly #now: () => number;
  #message: string | undefined;
  #work = "";
  #since = 0;
  #stopping = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Time counts from the first message of the same work. */
  set(message: string, work = message): void {
    if (work !== this.#work) this.#since = this.#now();
    this.#work = work;
    this.#message = message;
  }

  /** The first Ctrl-C was heard. */
  stopping(): void {
    this.#stopping = true;
  }

  clear(): void {
    this.#message = undefined;
  }

  /** Undefined when nothing goes on. */
  render(
    { canInterrupt, width }: { canInterrupt: boolean; width: number },
    style: Style,
    language: Language,
  ): string | undefined {
    if (this.#message === undefined) return undefined;
    const now = this.#now();
    const time = formatDuration(now - this.#since);
    const hint = canInterrupt ? [text("interruptHint", language)] : [];
    const parts = this.#stopping ? [text("stopping", language)] : [this.#message, time, ...hint];
    const line = truncate(parts.join(" · "), width - 2);
    return `${style.accent(spinnerFrame(now))} ${style.dim(line)}`;
  }
}
