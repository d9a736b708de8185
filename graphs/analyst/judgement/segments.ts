/** A piece of a reply: a sentence, an item of a list, or something that is no prose. */
export interface Segment {
  readonly form: "sentence" | "item" | "code" | "table";
  readonly text: string;
}

/** What a reply means stands at its end; no reply is read further back than this. */
const TAIL = 8_000;
const SENTENCE_LIMIT = 400;

const ITEM =
  /^\s*(?:[-*+•](?=\s|\p{Script=Han})|\d{1,2}[.)、．](?!\d)|[①-⑳]|第[一二三四五六七八九十]+步[:：、,，]?|步骤\s*[\d一二三四五六七八九十]+[:：.、]?|Step\s+\d{1,2}[:.)]?)\s*(?=\S)/iu;
const SENTENCE_END = /(?<=[.!?…]["'”’)]{0,3})\s+|(?<=[。！？…]["”’）]{0,3})(?![。！？…"”’）])/u;

/** Marks of emphasis and headings, which say nothing about the meaning. */
function plain(text: string): string {
  return text
    .replace(/\*\*|__|^#{1,6}\s+|^>\s*/g, "")
    .replaceAll("’", "'")
    .trim();
}

function* segmentsOfLine(line: string): Generator<Segment> {
  if (/^\s*\|.*\|\s*$/.test(line)) {
    yield { form: "table", text: line.trim() };
    return;
  }
  const text = plain(line);
  const marker = ITEM.exec(text)?.[0];
  if (marker !== undefined) {
    yield { form: "item", text: text.slice(marker.length, marker.length + SENTENCE_LIMIT) };
    return;
  }
  for (const sentence of text.split(SENTENCE_END)) {
    const trimmed = sentence.trim().slice(0, SENTENCE_LIMIT);
    if (/[\p{L}\p{N}]/u.test(trimmed)) yield { form: "sentence", text: trimmed };
  }
}

/** Takes the end of a reply apart, in order; blank lines, rules and marks of emphasis left out. */
export function segmentsOf(reply: string): Segment[] {
  const segments: Segment[] = [];
  let isCode = false;
  for (const line of reply.slice(-TAIL).split("\n")) {
    const isFence = /^\s*(?:```|~~~)/.test(line);
    if (isFence) {
      if (!isCode) segments.push({ form: "code", text: "" });
      isCode = !isCode;
    } else if (!isCode) segments.push(...segmentsOfLine(line));
  }
  return segments;
}
