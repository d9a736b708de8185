import type { TerminalStream } from "../../../src/cli/render/screen.ts";
import { textWidth } from "../../../src/cli/text/width.ts";

/**
 * As much of a terminal as the live screen needs: text with wrapping, line feeds, carriage returns,
 * cursor up, and clearing a line. Anything else fails the test.
 */
export class TerminalEmulator implements TerminalStream {
  columns: number;
  readonly rows = 24;
  writes = 0;
  #grid: string[] = [""];
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): boolean {
    this.writes += 1;
    // eslint-disable-next-line no-control-regex
    for (const part of text.match(/\u001B\[\d*[A-Z]|\n|\r|[^\u001B\n\r]/gu) ?? []) this.#take(part);
    return true;
  }

  /** Down to the last one that is not empty. */
  get lines(): string[] {
    const lines = this.#grid.map((line) => line.trimEnd());
    return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
  }

  /** As terminals do: lines that no longer fit are wrapped. */
  shrink(columns: number): void {
    this.columns = columns;
    const atEnd = this.#row === this.#grid.length - 1;
    this.#grid = this.#grid.flatMap(
      (line) => line.match(new RegExp(`.{1,${columns}}`, "gu")) ?? [""],
    );
    if (atEnd) {
      this.#row = this.#grid.length - 1;
      this.#column = this.#grid.at(-1)?.length ?? 0;
    }
  }

  #take(part: string): void {
    // eslint-disable-next-line no-control-regex
    const up = /^\u001B\[(\d*)A$/.exec(part);
    if (up !== null) this.#row = Math.max(0, this.#row - Number(up[1] || 1));
    else if (part === "\u001B[2K") this.#grid[this.#row] = "";
    else if (part.startsWith("\u001B")) throw new Error(`unknown sequence ${JSON.stringify(part)}`);
    else if (part === "\r") this.#column = 0;
    else if (part === "\n") this.#down();
    else {
      if (this.#column + textWidth(part) > this.columns) this.#down();
      const line = this.#grid[this.#row] ?? "";
      this.#grid[this.#row] = line.slice(0, this.#column) + part + line.slice(this.#column + 1);
      this.#column += 1;
    }
  }

  #down(): void {
    this.#row += 1;
    this.#column = 0;
    this.#grid[this.#row] ??= "";
  }
}
