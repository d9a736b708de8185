/** Enough to fill any screen; what streams is not rendered from its start again and again. */
const TAIL = 4000;

/**
 * Text of the model's that is not settled yet: it may turn out to be a remark before a cell, the
 * plan, or the answer. It is shown as it grows, and printed once it is known what it is.
 */
export class PendingText {
  #text = "";
  #ended = false;

  /** Takes a piece; returns the earlier message when this one begins a new one. */
  push(piece: string): string {
    const earlier = this.#ended ? this.take() : "";
    this.#ended = false;
    this.#text += piece;
    return earlier;
  }

  /** The model's message is complete. */
  boundary(): void {
    this.#ended = this.#text !== "";
  }

  tail(): string {
    return this.#text.slice(-TAIL);
  }

  take(): string {
    const text = this.#text;
    this.#text = "";
    this.#ended = false;
    return text;
  }

  /** Takes the text without the lines that are shown otherwise, and without what announced them. */
  takeWithout(steps: readonly string[]): string {
    const known = new Set(steps.map(bare));
    const kept: string[] = [];
    for (const line of this.take().split("\n")) {
      if (known.has(bare(line))) dropAnnouncement(kept);
      else kept.push(line);
    }
    return kept
      .join("\n")
      .replaceAll(/\n{3,}/g, "\n\n")
      .trim();
  }
}

/** "Here is my plan:" says nothing once the plan stands elsewhere. */
function dropAnnouncement(lines: string[]): void {
  const last = lines.findLastIndex((line) => line.trim() !== "");
  if (/[:：]\**\s*$/.test(lines[last] ?? "")) lines.splice(last);
}

/** A step as written in a list, without its mark and emphasis. */
function bare(line: string): string {
  return line
    .replace(/^\s*(?:[-*+]|\d{1,3}[.)、])\s*/, "")
    .replaceAll(/[*_`]/g, "")
    .trim();
}
