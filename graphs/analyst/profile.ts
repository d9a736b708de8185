import { z } from "zod";

/**
 * What the kernel's profiler says of one dataset. It comes from the sandbox, so it is parsed; the
 * Python side is `e2b_template/startup/e2b_analyst/profile.py`.
 */
export const ColumnProfile = z.object({
  name: z.string(),
  /**
   * What the column really holds: integer, number, text, category, boolean, date, datetime, mixed,
   * empty. Text that spells dates is date or datetime; numbers that are text stay text, with a note.
   */
  type: z.string(),
  /** What pandas makes of it when the file is read as `readHint` says. */
  dtype: z.string(),
  missing: z.number(),
  unique: z.number().optional(),
  min: z.union([z.number(), z.string()]).nullish(),
  max: z.union([z.number(), z.string()]).nullish(),
  mean: z.number().nullish(),
  /** Most frequent values with their counts. */
  top: z.array(z.tuple([z.string(), z.number()])).optional(),
  /** For dates that are text in one form: the argument of `pd.to_datetime(..., format=…)`. */
  dateFormat: z.string().optional(),
  /** For numbers that are text with one unit: currency, percent, kg … */
  unit: z.string().optional(),
  /** "numbers stored as text", "likely a date: %Y/%m/%d", "unique in each row (id-like)" … */
  notes: z.array(z.string()).default(() => []),
});

export const TableProfile = z.object({
  /** The sheet, for workbooks; the file's name otherwise. */
  name: z.string(),
  /** Without the heading; for a large file counted, or estimated where the notes say so. */
  rows: z.number(),
  /** True when the statistics come from a part of a large file; counts are then scaled up. */
  sampled: z.boolean().default(false),
  /** The expression that reads this table: of a workbook or an archive each has its own. */
  readHint: z.string().optional(),
  duplicateRows: z.number().optional(),
  /** Positions (0-based, in the read frame) of rows that look like totals; the statistics leave them out. */
  totalRows: z.array(z.number()).default(() => []),
  columns: z.array(ColumnProfile),
  /** The first rows as text, for the model to see real values. */
  head: z.string().default(""),
  notes: z.array(z.string()).default(() => []),
});

export const DatasetProfile = z.object({
  path: z.string(),
  /** csv, tsv, json, xlsx, xls, parquet, zip …; `unknown` beside an error. */
  format: z.string(),
  /** Bytes. */
  size: z.number(),
  encoding: z.string().optional(),
  /** Absent where each line is one cell, and for files that are no text. */
  delimiter: z.string().optional(),
  /** One expression of plain pandas that reads the first table right; empty beside an error. */
  readHint: z.string(),
  tables: z.array(TableProfile),
  notes: z.array(z.string()).default(() => []),
  /** Why the file could not be read; then there are no tables. */
  error: z.string().optional(),
});

export type DatasetProfile = z.infer<typeof DatasetProfile>;
export type TableProfile = z.infer<typeof TableProfile>;
export type ColumnProfile = z.infer<typeof ColumnProfile>;
