/** Columns that text takes in a terminal. */

const ZERO = /[\p{Mn}\p{Me}\p{Cf}]/u;
/** East Asian wide and full-width forms, and what is drawn as an emoji. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u;
// eslint-disable-next-line no-control-regex
const COLOUR = /\u001B\[[\d;]*m/g;
const PLAIN_ASCII = /^[ -~]*$/;

function charWidth(char: string): number {
  if (char >= " " && char <= "~") return 1;
  if (ZERO.test(char)) return 0;
  return WIDE.test(char) ? 2 : 1;
}

/** Our own colour sequences count as nothing. */
export function textWidth(text: string): number {
  const bare = text.replaceAll(COLOUR, "");
  if (PLAIN_ASCII.test(bare)) return bare.length;
  let width = 0;
  for (const char of bare) width += charWidth(char);
  return width;
}

/** Cuts uncoloured text to a width; what was cut is shown as `…`. */
export function truncate(text: string, width: number): string {
  if (text.length <= width && PLAIN_ASCII.test(text)) return text;
  let used = 0;
  let kept = "";
  let fits = "";
  for (const char of text) {
    used += charWidth(char);
    if (used > width) return `${fits}…`;
    kept += char;
    if (used <= width - 1) fits = kept;
  }
  return text;
}

/** Fills up with blanks, on the right or on the left. */
export function pad(text: string, width: number, side: "left" | "right" = "right"): string {
  const blanks = " ".repeat(Math.max(0, width - textWidth(text)));
  return side === "right" ? text + blanks : blanks + text;
}
