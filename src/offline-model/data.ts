import type { DatasetProfile, TableProfile } from "../../graphs/analyst/profile.ts";
import { describeColumn, type Column } from "./columns/column.ts";
import { findMentions, type Mention } from "./columns/mentions.ts";
import { findValues, type ValueMention } from "./columns/values.ts";

/** The table that a question is about, and what the question says of its columns. */
export interface Data {
  readonly dataset: DatasetProfile;
  readonly table: TableProfile;
  readonly columns: readonly Column[];
  readonly mentions: readonly Mention[];
  readonly values: readonly ValueMention[];
  /** How many tables there were to choose from. */
  readonly choices: number;
}

const NAMED_TABLE = 25;

/**
 * The table whose columns, values or name the question mentions most; the longest one where that
 * does not decide. Undefined when no dataset has a readable table.
 */
export function chooseTable(
  question: string,
  datasets: readonly DatasetProfile[],
): Data | undefined {
  const tables = datasets.flatMap((dataset) =>
    dataset.tables
      .filter((table) => table.columns.length > 0)
      .map((table) => describe(question, dataset, table)),
  );
  const best = tables.toSorted((a, b) => b.fit - a.fit || b.data.table.rows - a.data.table.rows)[0];
  return best && { ...best.data, choices: tables.length };
}

function describe(question: string, dataset: DatasetProfile, table: TableProfile) {
  const columns = table.columns.map((column) => describeColumn(column, table.rows));
  const mentions = findMentions(question, columns);
  const values = findValues(question, columns, mentions);
  const lower = question.toLowerCase();
  const names = [table.name, fileStem(dataset.path)].map((name) => name.toLowerCase());
  const named = names.filter((name) => name.length > 1 && lower.includes(name)).length;
  const fit =
    mentions.reduce((sum, { score }) => sum + score, 0) + 5 * values.length + NAMED_TABLE * named;
  return { fit, data: { dataset, table, columns, mentions, values, choices: 0 } };
}

/** A column that the question names beyond those of a wide table that the profile describes. */
export function findUndescribed(question: string, { table, mentions }: Data): string | undefined {
  const names = table.notes.flatMap(
    (note) => /^more columns, \d+: (.+)$/.exec(note)?.[1]?.split(", ") ?? [],
  );
  const columns = names.map((name) =>
    describeColumn({ name, type: "empty", dtype: "", missing: 0, notes: [] }, table.rows),
  );
  const [best] = findMentions(question, columns).toSorted((a, b) => b.score - a.score);
  const known = mentions.some(
    ({ start, end, score }) =>
      best !== undefined && start < best.end && best.start < end && score >= best.score,
  );
  return best === undefined || known ? undefined : best.column.name;
}

/** A file's name without folder and ending. */
export function fileStem(path: string): string {
  return fileName(path).replace(/\.[^.]+$/, "");
}

/** A file's name without its folder. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
