import { z } from "zod";
import { agentFaultCodes } from "../agent-fault.ts";

/** What the agent says is as untrusted as the code that runs beside it. */

const text = z.string().max(16_384);
const count = z.number().int().nonnegative();

export const faultSchema = z.object({ code: z.enum(agentFaultCodes), message: text });

export const entrySchema = z.object({
  name: text,
  path: text,
  type: z.enum(["file", "dir", "symlink", "other"]),
  size: count,
  mode: count.max(0o7777),
  owner: text,
  group: text,
  modifiedMs: z.number().int(),
  symlinkTarget: text.optional(),
  metadata: z.record(text, text).optional(),
});

export const entriesSchema = z.array(entrySchema);

export const startedSchema = z.object({ pid: count });

export const endSchema = z.union([
  z.object({ code: count.max(255) }),
  z.object({ signal: count.max(64) }),
]);

export const rangeSchema = z.object({
  entry: entrySchema,
  size: count,
  start: count,
  length: count,
});

export const watchEventsSchema = z.array(
  z.object({
    type: z.enum(["create", "write", "remove", "rename", "chmod"]),
    name: text,
    entry: entrySchema.optional(),
  }),
);
