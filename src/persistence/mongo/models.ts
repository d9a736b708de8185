import { type Connection, Schema } from "mongoose";

const text = { type: String };
const needed = { type: String, required: true };
const time = { type: Date, required: true };

/** Ours: absent values are null, ids are the `_id`, and no field beyond these is written. */
const ours = { versionKey: false, minimize: false, strict: "throw" } as const;

const threads = new Schema(
  {
    _id: needed,
    userId: needed,
    tenantId: text,
    conversationId: text,
    assistantId: text,
    sandboxId: text,
    createdAt: time,
    lastUsedAt: time,
  },
  { ...ours, collection: "e2bthreads" },
)
  .index({ userId: 1, tenantId: 1, lastUsedAt: -1 })
  .index({ conversationId: 1, userId: 1 })
  .index({ lastUsedAt: 1 }, { partialFilterExpression: { sandboxId: { $type: "string" } } });

const runs = new Schema(
  {
    _id: needed,
    threadId: needed,
    userId: needed,
    tenantId: text,
    assistantId: text,
    status: needed,
    stopReason: text,
    usage: Schema.Types.Mixed,
    error: Schema.Types.Mixed,
    turn: Schema.Types.Mixed,
    startedAt: time,
    finishedAt: { type: Date },
  },
  { ...ours, collection: "e2bruns" },
).index({ threadId: 1, startedAt: -1 });

const assistants = new Schema(
  {
    _id: needed,
    author: needed,
    tenantId: text,
    version: { type: Number, required: true },
    document: { type: Schema.Types.Mixed, required: true },
    createdAt: time,
    updatedAt: time,
  },
  { ...ours, collection: "e2bassistants" },
).index({ tenantId: 1, createdAt: -1 });

const apiObjects = new Schema(
  {
    _id: needed,
    kind: needed,
    threadId: needed,
    runId: text,
    userId: needed,
    tenantId: text,
    document: { type: Schema.Types.Mixed, required: true },
    createdAt: time,
    updatedAt: time,
  },
  { ...ours, collection: "e2bapiobjects" },
).index({ threadId: 1, kind: 1, _id: 1 });

const apiKeys = new Schema(
  {
    _id: needed,
    name: needed,
    hash: needed,
    userId: needed,
    /** Not revoked: what the index below keeps unique by name. */
    isValid: { type: Boolean, required: true },
    createdAt: time,
    revokedAt: { type: Date },
  },
  { ...ours, collection: "e2bapikeys" },
).index({ name: 1 }, { unique: true, partialFilterExpression: { isValid: true } });

const leases = new Schema(
  {
    _id: needed,
    holder: needed,
    host: needed,
    pid: { type: Number, required: true },
    expiresAt: time,
  },
  { ...ours, collection: "e2bleases" },
).index({ expiresAt: 1 }, { expireAfterSeconds: 3600 });

/**
 * LibreChat's own collection, in its words. What is ours is in `metadata.e2bAnalyst` alone; there is
 * no `expiresAt`, which would let LibreChat delete a kept file, and no index of ours.
 */
const files = new Schema(
  {
    user: { type: Schema.Types.ObjectId, required: true },
    file_id: needed,
    conversationId: text,
    filename: needed,
    filepath: needed,
    storageKey: text,
    type: needed,
    bytes: { type: Number, required: true },
    object: needed,
    source: needed,
    context: needed,
    embedded: { type: Boolean },
    usage: { type: Number },
    metadata: { e2bAnalyst: { sha256: needed, threadId: text, assistantId: text } },
    tenantId: text,
    createdAt: time,
    updatedAt: time,
  },
  { collection: "files", strict: "throw" },
);

/** The collections of one connection. */
export function defineModels(connection: Connection) {
  return {
    threads: connection.model("E2BThread", threads),
    runs: connection.model("E2BRun", runs),
    assistants: connection.model("E2BAssistant", assistants),
    apiObjects: connection.model("E2BApiObject", apiObjects),
    apiKeys: connection.model("E2BApiKey", apiKeys),
    leases: connection.model("E2BLease", leases),
    files: connection.model("File", files),
  };
}

export type Models = ReturnType<typeof defineModels>;
