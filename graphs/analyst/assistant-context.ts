import { z } from "zod";
import { Caller } from "../../tools/ports/caller.ts";
import type { SandboxSetup } from "../../tools/ports/sandbox.ts";

/** How a model is asked; what a model is known to refuse is left out by the model port. */
export const ModelParameters = z.object({
  temperature: z.number().optional(),
  topP: z.number().optional(),
  /** Of one reply. */
  maxTokens: z.number().int().optional(),
  reasoningEffort: z.enum(["minimal", "low", "medium", "high"]).optional(),
});
export type ModelParameters = z.output<typeof ModelParameters>;

/** A stored file that every thread of an assistant has; it is read in the name of its owner. */
export const AssistantFile = z.object({
  id: z.string(),
  name: z.string(),
  sha256: z.string(),
  size: z.number(),
  owner: Caller,
});
export type AssistantFile = z.output<typeof AssistantFile>;

/** What an assistant makes of a run beside model, template and limits; without one: the defaults. */
export const AssistantContext = z.object({
  name: z.string().default(""),
  instructions: z.string().default(""),
  /** The model is told when the question was asked. */
  tellsTime: z.boolean().default(false),
  modelParameters: ModelParameters.default({}),
  /** Packages that code may import beside the standard library; none: all that are there. */
  allowedLibraries: z.array(z.string()).default([]),
  /** `interactive`: one block of code per call; `batch`: a call may hold several. */
  executionMode: z.enum(["interactive", "batch"]).default("batch"),
  files: z.array(AssistantFile).default([]),
  /** Databases that code can connect to, by name; how is in `setup`. */
  databases: z.array(z.object({ name: z.string(), type: z.string() })).default([]),
  /** Whether code reaches the internet, as the model is told; `setup` makes it so. */
  internet: z.boolean().default(false),
  /** A function, so that secrets are opened on the way into the sandbox and written down nowhere. */
  setup: z.custom<() => SandboxSetup>((value) => typeof value === "function").optional(),
});
export type AssistantContext = z.output<typeof AssistantContext>;
