import { z } from "zod";

/**
 * What the kernel's profiler says of one dataset. It comes from the sandbox, so it is parsed; the
 * Python side is `e2b_template/startup/e2b_analyst/profile.py`.
 */
export const ColumnProfile = z.object({
  name: z.string(),
  /** integer, number, text, category, boolean, date, datetime, mixed, empty. */
  type: z.string(),
  dtype: z.string(),
  missing: z.number(),
  unique: z.number().optional(),
  min: z.union([z.number(), z.string()]).nullish(),
  max: z.union([z.number(), z.string()]).nullish(),
  mean: z.number().nullish(),
  /** Most frequent values with their counts. */
  top: z.array(z.tuple([z.string(), z.number()])).optional(),
  /** "numbers stored as text", "likely a date: %Y/%m/%d", "unit in values: kg" … */
  notes: z.array(z.string()).default(() => []),
});

export const TableProfile = z.object({
  /** The sheet, for workbooks; the file's name otherwise. */
  name: z.string(),
  rows: z.number(),
  /** True when `rows` and the statistics come from the first part of a large file. */
  sampled: z.boolean().default(false),
  duplicateRows: z.number().optional(),
  /** Positions (0-based, in the read frame) of rows that look like totals. */
  totalRows: z.array(z.number()).default(() => []),
  columns: z.array(ColumnProfile),
  /** The first rows as text, for the model to see real values. */
  head: z.string().default(""),
  notes: z.array(z.string()).default(() => []),
});

export const DatasetProfile = z.object({
  path: z.string(),
  format: z.string(),
  /** Bytes. */
  size: z.number(),
  encoding: z.string().optional(),
  delimiter: z.string().optional(),
  /** One line of Python that reads it right. */
  readHint: z.string(),
  tables: z.array(TableProfile),
  notes: z.array(z.string()).default(() => []),
  /** Set when the file could not be read; everything else is then best effort. */
  error: z.string().optional(),
});

export type DatasetProfile = z.infer<typeof DatasetProfile>;
export type TableProfile = z.infer<typeof TableProfile>;
export type ColumnProfile = z.infer<typeof ColumnProfile>;
