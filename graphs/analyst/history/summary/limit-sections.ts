import { clipLine } from "../clip.ts";
import { estimateTokens } from "../estimate-tokens.ts";
import { SECTIONS, type Sections } from "./summary.ts";

/** What each kind may take of the whole; findings get what the others leave. */
const SHARES = { goal: 0.08, done: 0.12, data: 0.1, open: 0.08 };
/** When lines do not fit, all are shortened step by step before the oldest go. In tokens. */
const LINE_STEPS = [160, 80, 40, 24];
const PER_LINE = 2;
const MOST_LINES = 400;

const costOf = (lines: readonly string[]) =>
  lines.reduce((sum, line) => sum + estimateTokens(line) + PER_LINE, 0);

function limitLines(lines: readonly string[], tokens: number): string[] {
  const unique = [...new Set(lines)].filter((line) => line.trim() !== "");
  let kept = unique.slice(-MOST_LINES);
  for (const step of LINE_STEPS) {
    kept = kept.map((line) => clipLine(line, step));
    if (costOf(kept) <= tokens) return kept;
  }
  let room = tokens;
  const first = kept.findLastIndex((line) => (room -= estimateTokens(line) + PER_LINE) < 0);
  return kept.slice(first + 1);
}

/** Sections that cost `tokens` at most. */
export function limitSections(sections: Sections, tokens: number): Sections {
  const limited = { ...sections };
  let left = tokens;
  for (const kind of SECTIONS) {
    if (kind === "findings") continue;
    limited[kind] = limitLines(sections[kind], Math.floor(tokens * SHARES[kind]));
    left -= costOf(limited[kind]);
  }
  limited.findings = limitLines(sections.findings, left);
  return limited;
}
