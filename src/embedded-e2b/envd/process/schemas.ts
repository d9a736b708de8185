import { z } from "zod";

/** Requests of E2B's `process.Process`, in proto3's JSON: zero values are left out. */

const size = z.object({
  cols: z.number().int().min(1).max(65_535),
  rows: z.number().int().min(1).max(65_535),
});
const pty = z.object({ size });

const noNul = z.string().refine((text) => !text.includes("\0"), "may not hold a NUL character");
const variables = z.record(
  noNul.refine((name) => name !== "" && !name.includes("="), "is no name of a variable"),
  noNul,
);

const selector = z
  .object({ pid: z.number().int().nonnegative().optional(), tag: z.string().optional() })
  .refine(({ pid, tag }) => pid !== undefined || tag !== undefined, "names no process");

export const startSchema = z.object({
  process: z.object({
    cmd: noNul.min(1),
    args: z.array(noNul).default([]),
    envs: variables.default({}),
    cwd: noNul.optional(),
  }),
  pty: pty.optional(),
  tag: z.string().optional(),
  stdin: z.boolean().default(true),
});

export const selectSchema = z.object({ process: selector });

export const updateSchema = selectSchema.extend({ pty: pty.optional() });

const bytes = z.base64().transform((text) => Buffer.from(text, "base64"));

export const inputSchema = selectSchema.extend({
  input: z.union([z.object({ stdin: bytes }), z.object({ pty: bytes })]),
});

export const signalSchema = selectSchema.extend({
  signal: z.enum(["SIGNAL_SIGTERM", "SIGNAL_SIGKILL"]),
});
