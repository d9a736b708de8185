import { SECTIONS, type Sections } from "./summary.ts";

const LINE_CHARS = 2_000;
const LINES = 200;
/** No heading is longer. */
const HEADING_CHARS = 80;

/** The headings that the model is asked for, and their likely spellings. */
const HEADINGS: Record<(typeof SECTIONS)[number], RegExp> = {
  goal: /^(?:goals?|目标)$/i,
  done: /^(?:done|已完成)$/i,
  findings: /^(?:findings?|结论)$/i,
  data: /^(?:data(?: and files)?|数据与文件)$/i,
  open: /^(?:open|未决)$/i,
};

function headingOf(line: string): (typeof SECTIONS)[number] | undefined {
  if (line.length > HEADING_CHARS) return undefined;
  const marked = /^\s*(?:#{1,6}\s*|\*\*)(.{1,40}?)(?:\*\*)?[:：]?(?:\*\*)?\s*$/
    .exec(line)?.[1]
    ?.trim();
  return marked === undefined ? undefined : SECTIONS.find((kind) => HEADINGS[kind].test(marked));
}

/**
 * The sections of a summary that a model wrote, each line without its list mark. Undefined when the
 * findings, which everything is about, are missing.
 */
export function readSummary(text: string): Sections | undefined {
  const sections: Sections = { goal: [], done: [], findings: [], data: [], open: [] };
  let current: string[] | undefined;
  for (const line of text.split("\n")) {
    const heading = headingOf(line);
    if (heading !== undefined) {
      current = sections[heading];
      continue;
    }
    const content = line
      .replace(/^\s*[-*•]\s+/, "")
      .trim()
      .slice(0, LINE_CHARS);
    if (content !== "" && current !== undefined && current.length < LINES) current.push(content);
  }
  return sections.findings.length > 0 ? sections : undefined;
}
