import { OutputLines } from "./output-lines.ts";

export interface WindowSize {
  /** Lines from the start that are shown as they come. */
  readonly head: number;
  /** Lines from the end that are shown when it is over. */
  readonly tail: number;
}

/** The head and tail of a cell's output; what is between is counted, not kept. */
export class OutputWindow {
  readonly #lines = new OutputLines();
  readonly #size: WindowSize;
  readonly #ring: string[] = [];
  #printed = 0;
  #hidden = 0;

  constructor(size: WindowSize) {
    this.#size = size;
  }

  /** Takes printed text; returns the lines to show at once. */
  push(text: string): string[] {
    const now: string[] = [];
    this.#lines.push(text, (line) => this.#take(line, now));
    return now;
  }

  /** The last lines while it runs, the open one included. */
  get latest(): string[] {
    const open = this.#lines.current;
    return [...this.#ring, ...(open === "" ? [] : [open])].slice(-this.#size.tail);
  }

  /** Lines that are neither shown nor kept so far. */
  get hidden(): number {
    return this.#hidden;
  }

  /** The closing lines: how many were left out, then the last ones. */
  end(): { hidden: number; lines: string[] } {
    const now: string[] = [];
    this.#lines.end((line) => this.#take(line, now));
    return { hidden: this.#hidden, lines: [...now, ...this.#ring.splice(0)] };
  }

  #take(line: string, now: string[]): void {
    if (this.#printed < this.#size.head) {
      this.#printed += 1;
      now.push(line);
      return;
    }
    this.#ring.push(line);
    if (this.#ring.length > this.#size.tail) {
      this.#ring.shift();
      this.#hidden += 1;
    }
  }
}
