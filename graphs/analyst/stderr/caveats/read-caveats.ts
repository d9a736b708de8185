import type { Caveat } from "../verdict.ts";
import { linesOf, scanned } from "../scan-text.ts";
import type { Entry } from "../split-entries.ts";
import { detailOf, type CaveatRule } from "./caveat-rule.ts";
import { CHART_RULES } from "./chart-rules.ts";
import { MODEL_RULES } from "./model-rules.ts";
import { NUMERIC_RULES } from "./numeric-rules.ts";
import { OUTPUT_RULES } from "./output-rules.ts";
import { PANDAS_RULES } from "./pandas-rules.ts";
import { SANDBOX_RULES } from "./sandbox-rules.ts";

const STDERR_RULES = [
  ...PANDAS_RULES,
  ...NUMERIC_RULES,
  ...MODEL_RULES,
  ...CHART_RULES,
  ...SANDBOX_RULES,
];

function firstMatch(rules: readonly CaveatRule[], text: string): Caveat | undefined {
  for (const rule of rules) {
    const match = rule.text.exec(text);
    if (match !== null) return { kind: rule.kind, words: rule.words(detailOf(match)) };
  }
  return undefined;
}

/** What one entry of stderr says about the data; undefined when nothing. */
export function caveatOf(entry: Entry): Caveat | undefined {
  if (entry.form === "progress" || entry.form === "traceback") return undefined;
  return firstMatch(
    STDERR_RULES,
    entry.category === undefined ? entry.text : `${entry.category}: ${entry.text}`,
  );
}

/** What printed text says about the data. */
export function outputCaveats(text: string): Caveat[] {
  const found: Caveat[] = [];
  for (const line of linesOf(scanned(text))) {
    const caveat = firstMatch(OUTPUT_RULES, line.text);
    if (caveat !== undefined) found.push(caveat);
  }
  return found;
}
