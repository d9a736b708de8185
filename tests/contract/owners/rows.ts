import type { AssistantService } from "../../../src/assistants/assistant-service.ts";
import type { Deletion } from "../../../src/delete-data.ts";
import type { ApiObjectRecords } from "../../../src/persistence/records/api-object-records.ts";
import type { ApiKeyRecords } from "../../../src/persistence/records/api-key-records.ts";
import type { AssistantRecords } from "../../../src/persistence/records/assistant-records.ts";
import type { FileRecords } from "../../../src/persistence/records/file-records.ts";
import type { RunRecords } from "../../../src/persistence/records/run-records.ts";
import type { ThreadRecords } from "../../../src/persistence/records/thread-records.ts";
import type { Caller } from "../../../tools/ports/caller.ts";
import type { FileStore } from "../../../tools/ports/file-store.ts";
import { BYTES, FILE_ID, newRecord, SHA256, type World } from "./world.ts";

/**
 * What a stranger gets who calls with the owner's ids. `nothing`: an empty answer or "not found".
 * `taken`: the id of a new thing is in use, and no more is said. `refused`: the input names what the
 * stranger does not have. `own`: a new thing of the stranger's. In every case all that the owner has stays as it was.
 */
export type Outcome = "nothing" | "taken" | "refused" | "own";

export interface Row {
  readonly outcome: Outcome;
  readonly run: (world: World, stranger: Caller) => Promise<unknown>;
  /** Within a tenant it is the policy of the service that decides. */
  readonly tenantOnly?: boolean;
}

/** A call that asks for no caller, and why. */
export interface NoCaller {
  readonly noCaller: string;
}

type Rows<T> = { readonly [Method in keyof T]-?: Row | NoCaller };

const nothing = (run: Row["run"]): Row => ({ outcome: "nothing", run });
const taken = (run: Row["run"]): Row => ({ outcome: "taken", run });
const refused = (run: Row["run"]): Row => ({ outcome: "refused", run });
const own = (run: Row["run"]): Row => ({ outcome: "own", run });
const ofTenant = (row: Row): Row => ({ ...row, tenantOnly: true });

const threads: Rows<ThreadRecords> = {
  open: nothing((world, who) => world.threads.open(who, "thread", { conversationId: "mine" })),
  find: nothing((world, who) => world.threads.find(who, "thread")),
  findConversation: nothing((world, who) => world.threads.findConversation(who, "talk")),
  list: nothing((world, who) => world.threads.list(who)),
  setSandbox: nothing((world, who) => world.threads.setSandbox(who, "thread", "stolen")),
  remove: nothing((world, who) => world.threads.remove(who, "thread")),
  idle: { noCaller: "housekeeping of the installation: no request reaches it" },
};

const runs: Rows<RunRecords> = {
  start: own((world, who) => world.runs.start(who, { runId: "mine", threadId: "thread" })),
  finish: nothing((world, who) => world.runs.finish(who, "run", { status: "failed" })),
  find: nothing((world, who) => world.runs.find(who, "run")),
  listThread: nothing((world, who) => world.runs.listThread(who, "thread")),
  removeThread: nothing((world, who) => world.runs.removeThread(who, "thread")),
};

const object = { id: "msg_1", kind: "message", threadId: "thread", document: {} } as const;
const apiObjects: Rows<ApiObjectRecords> = {
  put: nothing((world, who) => world.apiObjects.put(who, object)),
  find: nothing((world, who) => world.apiObjects.find(who, "message", "msg_1")),
  list: nothing((world, who) =>
    world.apiObjects.list(who, { kind: "message", threadId: "thread", order: "asc", limit: 9 }),
  ),
  removeThread: nothing((world, who) => world.apiObjects.removeThread(who, "thread")),
};

const files: Rows<FileRecords> = {
  insert: taken((world, who) => world.files.insert(who, newRecord)),
  find: nothing((world, who) => world.files.find(who, FILE_ID)),
  list: nothing((world, who) => world.files.list(who)),
  listThread: nothing((world, who) => world.files.listThread(who, "thread")),
  findBytes: nothing((world, who) => world.files.findBytes(who, SHA256)),
  usage: nothing((world, who) => world.files.usage(who, "thread")),
  remove: nothing((world, who) => world.files.remove(who, FILE_ID)),
  countKey: nothing((world, who) => world.files.countKey(who, newRecord.storageKey)),
};

const assistants: Rows<AssistantRecords> = {
  insert: taken((world, who) =>
    world.assistants.insert(who, { assistantId: world.assistantId, document: {} }),
  ),
  find: ofTenant(nothing((world, who) => world.assistants.find(who, world.assistantId))),
  list: ofTenant(nothing((world, who) => world.assistants.list(who))),
  update: ofTenant(nothing((world, who) => world.assistants.update(who, world.assistantId, 1, {}))),
  remove: ofTenant(nothing((world, who) => world.assistants.remove(who, world.assistantId))),
  after: { noCaller: "rotation of secrets: no request reaches it" },
};

const inKey = { noCaller: "keys belong to the installation, whose command line alone makes them" };
const apiKeys: Rows<ApiKeyRecords> = { insert: inKey, find: inKey, list: inKey, revoke: inKey };

const fileStore: Rows<FileStore> = {
  put: own((world, who) => {
    const file = { name: "a.csv", mime: "text/csv", threadId: "thread" };
    return world.fileStore.put(who, file, BYTES);
  }),
  find: nothing((world, who) => world.fileStore.find(who, world.storedId)),
  read: nothing((world, who) => world.fileStore.read(who, world.storedId)),
  list: nothing((world, who) => world.fileStore.list(who, "thread")),
  remove: nothing((world, who) => world.fileStore.remove(who, world.storedId)),
  removeThread: nothing((world, who) => world.fileStore.removeThread(who, "thread")),
  removeAll: nothing((world, who) => world.fileStore.removeAll(who)),
};

const assistantService: Rows<AssistantService> = {
  create: refused((world, who) =>
    world.assistantService.create(who, { name: "Mine", file_ids: [world.storedId] }),
  ),
  get: nothing((world, who) => world.assistantService.get(who, world.assistantId)),
  list: nothing(async (world, who) =>
    (await world.assistantService.list(who)).data.filter(({ author }) => author !== ""),
  ),
  update: nothing((world, who) =>
    world.assistantService.update(who, world.assistantId, { name: "Stolen" }),
  ),
  remove: nothing((world, who) => world.assistantService.remove(who, world.assistantId)),
  open: nothing((world, who) => world.assistantService.open(who, world.assistantId)),
};

const deletion: Rows<Deletion> = {
  deleteThread: nothing((world, who) => world.deletion.deleteThread(who, "thread")),
  deleteUser: nothing((world, who) => world.deletion.deleteUser(who)),
};

/** What a question can name of somebody else's. */
const engine: Record<string, Row> = {
  "a question in the thread": nothing((world, caller) => world.ask({ caller, threadId: "thread" })),
  "a question to the assistant": nothing((world, caller) =>
    world.ask({ caller, assistantId: world.assistantId }),
  ),
};

/** Every call, by the part of the application that has it. */
export const ROWS = {
  threads,
  runs,
  apiObjects,
  files,
  assistants,
  apiKeys,
  fileStore,
  assistantService,
  deletion,
} satisfies Partial<Record<keyof World, object>>;

export const ENGINE_ROWS = engine;

/** The application's parts that the table covers; what is new here needs its rows. */
export const APPLICATION = ["run", "assistants", "deletion", "deps", "persistence", "close"];

/** Parts of the persistence that have no user: the engine alone calls them, for a thread that it has opened. */
export const NOT_OWNED = ["leases", "checkpointer", "prune", "close"];
