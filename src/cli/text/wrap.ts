import { textWidth } from "./width.ts";

const WIDE = "\\u2E80-\\u2FFF\\u3040-\\u9FFF\\uA960-\\uA97F\\uAC00-\\uD7A3\\uF900-\\uFAFF";
const OPENING = "（《「『【〈“‘";
const CLOSING = "、。，．：；？！）》」』】〉”’…—";

/**
 * What is kept together: a colour sequence, a wide character with the punctuation that belongs to
 * it, blanks, a word.
 */
const PIECES = new RegExp(
  [
    "(?:\\u001B\\[[\\d;]*m)+",
    `[${OPENING}]*[${WIDE}][${CLOSING}]*`,
    "\\s+",
    `[^\\s\\u001B${WIDE}${OPENING}]+`,
    ".",
  ].join("|"),
  "gu",
);

/** Wraps one line of text, coloured or not, at `width`; a word that is too long is broken. */
export function wrap(line: string, width: number): string[] {
  const room = Math.max(8, width);
  const lines: string[] = [];
  let current = "";
  let used = 0;
  for (const piece of line.match(PIECES) ?? []) {
    for (const part of textWidth(piece) > room ? breakWord(piece, room) : [piece]) {
      const size = textWidth(part);
      if (used > 0 && used + size > room) {
        lines.push(current.trimEnd());
        current = "";
        used = 0;
        if (part.trim() === "") continue;
      }
      current += part;
      used += size;
    }
  }
  lines.push(current.trimEnd());
  return lines;
}

function* breakWord(word: string, room: number): Generator<string> {
  let part = "";
  let used = 0;
  for (const char of word) {
    const size = textWidth(char);
    if (used + size > room) {
      yield part;
      part = "";
      used = 0;
    }
    part += char;
    used += size;
  }
  yield part;
}
