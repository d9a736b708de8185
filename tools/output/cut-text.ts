/** How much of a text was left out. */
export interface CutText {
  readonly text: string;
  /** Characters left out; 0 when the text is whole. */
  readonly cut: number;
}

/** Moves a cut off the middle of a character that takes two code units. */
function whole(text: string, at: number): number {
  const before = text.charCodeAt(at - 1);
  return at > 0 && before >= 0xd800 && before <= 0xdbff ? at - 1 : at;
}

/** The first characters, up to the last whole line when that is not far from the limit. */
export function keepHead(text: string, limit: number): CutText {
  if (text.length <= limit) return { text, cut: 0 };
  const line = text.lastIndexOf("\n", limit - 1) + 1;
  const end = whole(text, line > limit * 0.7 ? line : limit);
  return { text: text.slice(0, end), cut: text.length - end };
}

/** The last characters, from the first whole line when that is not far from the limit. */
export function keepTail(text: string, limit: number): CutText {
  if (text.length <= limit) return { text, cut: 0 };
  const from = text.length - limit;
  const line = text.indexOf("\n", from) + 1;
  const start = whole(text, line > 0 && line < from + limit * 0.3 ? line : from);
  return { text: text.slice(start), cut: start };
}
