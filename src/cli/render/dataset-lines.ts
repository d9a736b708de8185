import type { RunEvent } from "../../../graphs/analyst/events.ts";
import { readableSize } from "../../../tools/files/readable-size.ts";
import type { Language } from "../../../tools/words.ts";
import { safeLine } from "../../../tools/output/safe-text.ts";
import { truncate } from "../text/width.ts";
import { tableSize } from "./run-words.ts";
import type { Style } from "./style.ts";

/** Beyond so many sheets their names help nobody. */
const TABLES = 8;

/** A dataset's name, the size of each table, and how the file is written. */
export function datasetLines(
  { name, profile }: Extract<RunEvent, { type: "dataset.profiled" }>,
  style: Style,
  language: Language,
  width: number,
): string[] {
  const { tables, format, encoding, size, error } = profile;
  const sizes = tables.slice(0, TABLES).map((table) => {
    const sheet = tables.length > 1 ? `${safeLine(table.name)}: ` : "";
    const rows = tableSize(table.rows, table.columns.length, language);
    return `${sheet}${table.sampled ? "≥ " : ""}${rows}`;
  });
  const about = [format, encoding ?? "", readableSize(size)].filter((fact) => fact !== "");
  const facts =
    tables.length === 1 ? [[...sizes, ...about].join(", ")] : [...sizes, about.join(", ")];
  return [
    `${style.accent("●")} ${style.bold(truncate(safeLine(name), width - 2))}`,
    ...facts.map((fact) => `  ${style.dim(truncate(safeLine(fact), width - 2))}`),
    ...(error === undefined
      ? []
      : [`  ${style.warn("!")} ${truncate(safeLine(error), width - 4)}`]),
  ];
}
