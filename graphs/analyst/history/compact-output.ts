import { keepHead } from "../../../tools/output/cut-text.ts";
import type { Language } from "../../../tools/words.ts";

/** An output this short is left as it is. */
const SHORT_OUTPUT = 700;
const LINE_CHARS = 160;
/** So much of a line is looked at: a line can be the whole output. */
const SEEN_CHARS = 400;
const HEAD_LINES = 4;
const TAIL_LINES = 3;
/** Of lines that say what the data are like; `describe` and `info` of a usual table fit. */
const FACT_LINES = 16;
/** Of lines that say where in the code a failure was. */
const FRAME_LINES = 6;
/** A shortening that saves less than this share is not worth what it loses. */
const WORTHWHILE = 0.8;

const SHAPE = /\d[\d,]* rows [x×] \d+ columns|^\(\d[\d,]*, \d[\d,]*\)$|\bshape\b|形状|维度/iu;
const SCHEMA = /\bdtypes?:|\bnon-null\b|RangeIndex|Data columns|\b(?:int|float|datetime)\d{2}\b/;
const MISSING = /\bmissing\b|\bnulls?\b|\bNaN\b|\bNaT\b|\bisna\b|缺失|空值/iu;
const STATISTIC = /^\s*(?:count|mean|std|min|25%|50%|75%|max)\b/;
const FACTS = [SHAPE, SCHEMA, MISSING, STATISTIC];

/** Heads of frames and the lines that IPython and Python point at. */
const FRAME = /^\s*(?:-+> ?\d|Cell In|Input In|File )/;

const gap = {
  en: (lines: number) => `[… ${lines} lines left out …]`,
  zh: (lines: number) => `[… 已省略 ${lines} 行 …]`,
};

const isFact = (line: string) => FACTS.some((fact) => fact.test(line.slice(0, SEEN_CHARS)));

/** Which lines of a success stay: both ends, and what tells shape, columns, types and gaps. */
function linesOfSuccess(lines: readonly string[]): Set<number> {
  const facts = lines.flatMap((line, at) => (isFact(line) ? [at] : []));
  const ends = lines.flatMap((_, at) =>
    at <= HEAD_LINES || at >= lines.length - TAIL_LINES ? [at] : [],
  );
  return new Set([...ends, ...facts.slice(0, FACT_LINES)]);
}

/** Which lines of a failure stay: where it was, and how it ends, which is the exception. */
function linesOfFailure(lines: readonly string[]): Set<number> {
  const frames = lines.flatMap((line, at) => (FRAME.test(line) ? [at] : []));
  const said = lines.flatMap((line, at) => (line.trim() === "" ? [] : [at]));
  return new Set([0, ...frames.slice(-FRAME_LINES), ...said.slice(-TAIL_LINES)]);
}

/**
 * An old output with its middle gone but its form kept: of a success the first and last lines and
 * those that tell shape, columns, types, missing values and statistics; of a failure the innermost
 * frames and the exception. The same text when that saves little.
 */
export function compactOutput(text: string, failed: boolean, language: Language): string {
  if (text.length <= SHORT_OUTPUT) return text;
  const lines = text.split("\n");
  const kept = failed ? linesOfFailure(lines) : linesOfSuccess(lines);
  const shown: string[] = [];
  let last = -1;
  for (const at of [...kept].toSorted((a, b) => a - b)) {
    if (at > last + 1) shown.push(gap[language](at - last - 1));
    const { text: line, cut } = keepHead(lines[at] ?? "", LINE_CHARS);
    shown.push(cut === 0 ? line : `${line} …`);
    last = at;
  }
  if (last < lines.length - 1) shown.push(gap[language](lines.length - 1 - last));
  const compact = shown.join("\n");
  return compact.length <= text.length * WORTHWHILE ? compact : text;
}
