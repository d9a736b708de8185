import { DeltaValue, messagesDeltaReducer, StateSchema } from "@langchain/langgraph";
import type { BaseMessage } from "@langchain/core/messages";
import { z } from "zod";
import { Summary } from "./history/summary/summary.ts";
import { Squeeze } from "./model-turn/squeeze.ts";
import { Artifact } from "./artifact.ts";
import { Cell, mergeCells } from "./cell.ts";
import { DatasetProfile } from "./profile.ts";
import { STOP_REASONS } from "./stop-reasons.ts";

/** Checkpoints stay linear in turns and load fast: deltas, with a whole value every so many updates. */
const SNAPSHOT_FREQUENCY = 20;

const messages = new DeltaValue(
  z.custom<BaseMessage[]>().default(() => []),
  {
    inputSchema: z.custom<BaseMessage | BaseMessage[]>(),
    reducer: messagesDeltaReducer,
    snapshotFrequency: SNAPSHOT_FREQUENCY,
    jsonSchemaExtra: { langgraph_type: "messages", description: "The conversation" },
  },
);

const cells = new DeltaValue(
  z.array(Cell).default(() => []),
  {
    inputSchema: z.union([Cell, z.array(Cell)]),
    reducer: mergeCells,
    snapshotFrequency: SNAPSHOT_FREQUENCY,
  },
);

/**
 * Of the form in which all this is kept. Raised when an older release could not read what a newer one
 * keeps; what an older one kept must stay readable, or be brought over where a thread is opened.
 */
export const STATE_VERSION = 1;

/** A file that the user gave: stored outside, and where it stands in the sandbox. */
export const Dataset = z.object({
  fileId: z.string(),
  name: z.string(),
  sha256: z.string(),
  size: z.number(),
  /** Absolute path in the sandbox; empty: it has no place there, yet or any more. */
  path: z.string(),
  profile: DatasetProfile.optional(),
  /** The user's name of it, where that was taken in the sandbox. */
  givenAs: z.string().optional(),
  /** Other names under which the same content was given. */
  aliases: z.array(z.string()).optional(),
  /** As it was when it was brought: another time of change means that the code has touched it. */
  placed: z.object({ path: z.string(), modifiedAt: z.string().optional() }).optional(),
  /** Why it could not be brought into the sandbox. */
  fault: z.object({ en: z.string(), zh: z.string() }).optional(),
});
export type Dataset = z.infer<typeof Dataset>;

/** A tool call of the last reply that has not run yet. */
export const PendingCall = z.object({
  id: z.string(),
  name: z.string(),
  /** Checked arguments; absent when they were malformed or the tool is unknown. */
  args: z.record(z.string(), z.unknown()).optional(),
  /** Why the call cannot run, in words that let the model repair it. */
  fault: z.string().optional(),
});
export type PendingCall = z.infer<typeof PendingCall>;

export const SEND_BACKS = ["promise", "open_steps"] as const;
export type SendBack = (typeof SEND_BACKS)[number];

/** What belongs to one question and is made anew for the next. */
export const RunState = z.object({
  /** How many questions the thread has had: a new one is recognised by it. */
  turn: z.number().int(),
  startedAt: z.number(),
  language: z.enum(["en", "zh"]),
  /** Ledger length when the run began: later cells are this run's. */
  firstCell: z.number().int(),
  modelCalls: z.number().int(),
  toolCalls: z.number().int(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  /** Failures in a row; a success sets it back. */
  failuresInRow: z.number().int(),
  /** Fingerprints of this run's failures, oldest first. */
  fingerprints: z.array(z.string()),
  /** How often the sandbox was recovered in this run. */
  recoveries: z.number().int(),
  sentBack: z.array(z.enum(SEND_BACKS)),
  /** Packages that were tried to install: each at most once. */
  installs: z.array(z.string()).default(() => []),
  caveats: z.array(z.object({ kind: z.string(), text: z.string(), cellId: z.string() })),
  stopReason: z.enum(STOP_REASONS).optional(),
  error: z.object({ code: z.string(), message: z.string(), retryable: z.boolean() }).optional(),
});
export type RunState = z.infer<typeof RunState>;

/** Where the graph goes after `inspect_stderr`. */
export const DECISIONS = ["continue", "retry", "recover", "install", "respond"] as const;

export const AnalystState = new StateSchema({
  messages,
  cells,
  /** Absent: kept before there were versions, which is as version 1. */
  version: z.number().int().optional(),
  sandboxId: z.string().optional(),
  datasets: z.array(Dataset).default(() => []),
  /** Stored files handed in with the current question. */
  uploads: z
    .array(z.object({ id: z.string(), name: z.string(), sha256: z.string(), size: z.number() }))
    .default(() => []),
  /** What stands for the oldest questions in every prompt: made once per stretch, bounded. */
  summary: Summary.optional(),
  /** A smaller budget for a while, since the provider refused a prompt as too long. */
  squeeze: Squeeze.optional(),
  /** The plan that the model showed, step by step. */
  steps: z.array(z.string()).default(() => []),
  pending: z.array(PendingCall).default(() => []),
  /** Rendered text of the last cell until its tool message is written. */
  observation: z.string().default(""),
  decision: z.enum(DECISIONS).default("continue"),
  run: RunState.optional(),
  /** The answer of the last run, without appended lists. */
  answer: z.string().default(""),
  artifacts: z.array(Artifact).default(() => []),
});

/** The keys whose checkpoints hold writes; their values are rebuilt from those. */
export const DELTA_CHANNELS: readonly string[] = Object.entries(AnalystState.fields)
  .filter(([, field]) => DeltaValue.isInstance(field))
  .map(([name]) => name);

export type AnalystStateType = typeof AnalystState.State;
export type AnalystUpdate = typeof AnalystState.Update;

/** What a caller hands in. */
export const AnalystInput = new StateSchema({
  messages,
  uploads: AnalystState.fields.uploads,
});

/** What a caller gets back. */
export const AnalystOutput = new StateSchema({
  messages,
  answer: AnalystState.fields.answer,
  artifacts: AnalystState.fields.artifacts,
  run: AnalystState.fields.run,
});
