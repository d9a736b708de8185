import { BENIGN_RULES } from "./benign-rules.ts";
import { oneLine } from "./scan-text.ts";
import type { Entry } from "./split-entries.ts";

const LINE_LIMIT = 160;
const MAX_KINDS = 6;

interface Group {
  readonly label: string;
  readonly first?: string;
  entries: number;
  lines: number;
}

function count(amount: number, one: string, many: string): string {
  return amount === 1 ? `1 ${one}` : `${amount} ${many}`;
}

/** What the entry belongs to, and the words of it that are worth showing. */
function describe(entry: Entry): Omit<Group, "entries" | "lines"> {
  if (entry.form === "progress") return { label: "progress bar" };
  if (entry.form === "traceback")
    return { label: "traceback printed by the code", first: entry.text };
  if (entry.form === "warning") return { label: entry.category ?? "warning", first: entry.text };
  const rule = BENIGN_RULES.find(({ line }) => line.test(entry.text));
  if (rule === undefined) return { label: "other text", first: entry.text };
  return rule.quote === true ? { label: rule.label, first: entry.text } : { label: rule.label };
}

function render({ label, first, entries, lines }: Group): string {
  if (first === undefined) return `${label} (${count(lines, "line", "lines")})`;
  const times =
    label === "other text" ? count(lines, "line", "lines") : count(entries, "time", "times");
  return oneLine(`${label}${entries > 1 ? ` (${times})` : ""}: ${first}`, LINE_LIMIT);
}

/** One bounded line per kind of what stood on stderr without meaning anything for the result. */
export function benignLines(entries: readonly Entry[]): string[] {
  const groups = new Map<string, Group>();
  for (const entry of entries) {
    const { label, first } = describe(entry);
    // Warnings of one category can say different things; lines of one kind are one thing.
    const key = entry.form === "warning" ? `${label}: ${first?.slice(0, LINE_LIMIT)}` : label;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { label, first, entries: 1, lines: entry.lines });
    else {
      group.entries++;
      group.lines += entry.lines;
    }
  }
  const shown = [...groups.values()].slice(0, MAX_KINDS).map(render);
  const left = groups.size - shown.length;
  return left > 0
    ? [...shown, count(left, "more kind of message", "more kinds of messages")]
    : shown;
}
