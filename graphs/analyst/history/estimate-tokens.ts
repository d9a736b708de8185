/** Tokens per character, by kind of character: measured on prose, code, tables and JSON with a common vocabulary. */
const PER_LATIN_LETTER = 0.225;
const PER_DIGIT = 0.47;
const PER_BLANK = 0.06;
/** Several blanks in a row are one token, hardly more when they are many. */
const PER_RUN_OF_BLANKS = 0.9;
const PER_FURTHER_BLANK = 0.01;
const PER_LINE_BREAK = 0.5;
const PER_SIGN = 0.6;
const PER_HAN = 0.75;
const PER_KANA_OR_HANGUL = 0.7;
const PER_OTHER = 0.8;

const BLANK = 0x20;

function tokensOfCode(code: number): number {
  if (code < 0x80) {
    if ((code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)) return PER_LATIN_LETTER;
    if (code >= 0x30 && code <= 0x39) return PER_DIGIT;
    return code === 0x0a || code === 0x0d ? PER_LINE_BREAK : PER_SIGN;
  }
  if (code >= 0x4e00 && code <= 0x9fff) return PER_HAN;
  const isKanaOrHangul = (code >= 0x3040 && code <= 0x30ff) || (code >= 0xac00 && code <= 0xd7af);
  return isKanaOrHangul ? PER_KANA_OR_HANGUL : PER_OTHER;
}

/** About how many tokens a text has, with no vocabulary at hand: for budgets, not for bills. Linear. */
export function estimateTokens(text: string): number {
  let tokens = 0;
  let blanks = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    blanks = code === BLANK ? blanks + 1 : 0;
    if (blanks === 0) tokens += tokensOfCode(code);
    else if (blanks === 1) tokens += PER_BLANK;
    else tokens += blanks === 2 ? PER_RUN_OF_BLANKS : PER_FURTHER_BLANK;
  }
  return Math.ceil(tokens);
}
