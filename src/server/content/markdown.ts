import type { Language } from "../../../tools/words.ts";
import { moreLines } from "./content-words.ts";

/** A fence that nothing in the text can close. */
export function fenced(text: string, language = ""): string {
  const runs = text.match(/`{3,}/g) ?? [];
  const fence = "`".repeat(Math.max(2, ...runs.map(({ length }) => length)) + 1);
  return `${fence}${language}\n${text.replace(/\n+$/, "")}\n${fence}`;
}

/** Text that is to be read as it is: in a heading, a link's label, an emphasis. */
export function plainText(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|#~$]/g, (mark) => `\\${mark}`).replaceAll(/\s+/g, " ");
}

const HEAD_LINES = 30;
const TAIL_LINES = 10;
const LINE_CHARS = 300;

/** Head and tail of what a cell printed. */
export function shownOutput(text: string, language: Language): string {
  const lines = text
    .replace(/\n+$/, "")
    .split("\n")
    .map((line) => (line.length > LINE_CHARS ? `${line.slice(0, LINE_CHARS)} …` : line));
  const left = lines.length - HEAD_LINES - TAIL_LINES;
  if (left <= 0) return lines.join("\n");
  return [
    ...lines.slice(0, HEAD_LINES),
    moreLines(left, language),
    ...lines.slice(-TAIL_LINES),
  ].join("\n");
}
