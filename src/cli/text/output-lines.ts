import { safeText } from "../../../tools/output/safe-text.ts";

/** More of one line is not kept: a terminal shows a few hundred columns. */
const LINE_LIMIT = 4096;

/**
 * Cuts a stream of printed text into lines as a terminal would show them: a carriage return writes
 * its line anew, as progress bars do. Memory stays bounded whatever is printed.
 */
export class OutputLines {
  /** The open line, raw, so that an escape sequence cut in two is still recognised. */
  #open = "";
  #sawReturn = false;

  push(text: string, onLine: (line: string) => void): void {
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
      this.#append(text.slice(start, end));
      onLine(shown(this.#open));
      this.#open = "";
      this.#sawReturn = false;
      start = end + 1;
    }
    this.#append(text.slice(start));
  }

  /** What stands in the open line now. */
  get current(): string {
    return shown(this.#open);
  }

  end(onLine: (line: string) => void): void {
    const last = this.current;
    this.#open = "";
    this.#sawReturn = false;
    if (last !== "") onLine(last);
  }

  #append(piece: string): void {
    const back = piece.lastIndexOf("\r");
    if (back === -1) {
      if (piece === "") return;
      // The return before this piece was no line end but the start of a rewrite.
      if (this.#sawReturn) this.#open = "";
      this.#sawReturn = false;
      this.#open += piece.slice(0, Math.max(0, LINE_LIMIT - this.#open.length));
      return;
    }
    const after = piece.slice(back + 1, back + 1 + LINE_LIMIT);
    if (after !== "") {
      this.#open = after;
      this.#sawReturn = false;
      return;
    }
    // A return at the end only matters once something follows: `\r\n` is a plain line end.
    const written = piece.slice(0, back);
    const before = written.lastIndexOf("\r");
    if (before !== -1 || this.#sawReturn) this.#open = "";
    this.#open += written.slice(before + 1, before + 1 + LINE_LIMIT - this.#open.length);
    this.#sawReturn = true;
  }
}

function shown(line: string): string {
  return safeText(line).trimEnd();
}
