const SENTENCE_END = /(?<=[。！？；])|(?<=[.!?;])\s+/u;
/** A list's own mark or number is no figure. */
const LIST_MARK = /^\s*(?:[-*•>]+|#{1,6}|\d{1,3}[.)、])\s+/;
const TABLE_RULE = /^[\s:|-]+$/;
/** A picture says nothing here, and a link no more than its text. */
const PICTURE = /!\[[^\]\n]{0,300}\]\([^)\s]{0,2000}\)/g;
const LINK = /\[([^\]\n]{0,300})\]\([^)\s]{0,2000}\)/g;
const CELL_NAME = /\bc\d+\b/g;
/** A line is looked at so far. */
const SEEN_CHARS = 2_000;

function sentencesOf(text: string): string[] {
  return text
    .replaceAll(PICTURE, "")
    .replaceAll(LINK, "$1")
    .split("\n")
    .filter((line) => !TABLE_RULE.test(line))
    .flatMap((line) =>
      line
        .slice(0, SEEN_CHARS)
        .replace(LIST_MARK, "")
        .split(SENTENCE_END)
        .map((sentence) => sentence.trim()),
    )
    .filter((sentence) => sentence !== "");
}

/** The sentences and table rows of an answer that state a number, in their order; without any, its first sentence. */
export function keyFigures(answer: string): string[] {
  const sentences = sentencesOf(answer);
  const withNumbers = sentences.filter((sentence) => /\d/.test(sentence.replaceAll(CELL_NAME, "")));
  return withNumbers.length > 0 ? withNumbers : sentences.slice(0, 1);
}

/** The numbers of a text in one spelling: `1,234.50` and `1234.50` are the same. Single digits say too little. */
export function numbersIn(text: string): string[] {
  const found = text.replaceAll(CELL_NAME, "").match(/\d[\d,\u00a0\u202f]*(?:\.\d+)?/g) ?? [];
  return found
    .map((number) => number.replaceAll(/[^\d.]/g, ""))
    .filter((number) => number.length > 1);
}
