import type { RunEvent } from "../../../graphs/analyst/events.ts";
import { createAssistantService } from "../../../src/assistants/assistant-service.ts";
import { createDeletion } from "../../../src/delete-data.ts";
import { createFileStore } from "../../../src/files/file-store.ts";
import type { Persistence } from "../../../src/persistence/persistence.ts";
import { createEngine } from "../../../src/run.ts";
import type { RunRequest } from "../../../src/run-request.ts";
import { toKey } from "../../../src/secrets/keyring.ts";
import { createAnalyst, poolOf } from "../../helpers/analyst.ts";
import { TEST_KEY } from "../../helpers/assistants.ts";
import { callerOf } from "../../helpers/callers.ts";
import { createMemoryBytes } from "../../helpers/memory-bytes.ts";
import { NO_LIMITS } from "../../helpers/memory-store.ts";
import { scriptedModel } from "../../helpers/scripted-model.ts";

export const owner = callerOf("ann");

/** Who must find nothing of what is the owner's; a tenant has users of its own, whatever their names. */
export const STRANGERS = {
  "another user": callerOf("bob"),
  "a user of the same name in another tenant": callerOf("ann", { tenantId: "other" }),
  "an admin of another tenant": callerOf("root", { tenantId: "other", isAdmin: true }),
} as const;

export const BYTES = new TextEncoder().encode("a,b\n1,2\n");
export const SHA256 = "7d97e68b5b2a3f2a5a8ee3ef1ed1f0a2c3d4e5f60718293a4b5c6d7e8f901234";
export const FILE_ID = "11111111-2222-4333-8444-555555555555";

/** One of everything, all of it the owner's. */
export async function createWorld(persistence: Persistence) {
  const { assistants: records, files: fileRecords, threads, runs, apiObjects } = persistence;
  const fileStore = createFileStore({
    bytes: createMemoryBytes(),
    records: fileRecords,
    limits: NO_LIMITS,
  });
  const assistantService = createAssistantService({
    records,
    files: fileStore,
    keyring: async () => [toKey(TEST_KEY)] as const,
  });
  const { deps } = createAnalyst({
    model: scriptedModel(),
    sandboxes: poolOf(),
    files: fileStore,
  });
  const deletion = createDeletion({ ...persistence, files: fileStore, sandboxes: deps.sandboxes });
  const engine = createEngine({ deps, ...persistence, assistants: assistantService });

  const { id: assistantId } = await assistantService.create(owner, { name: "Ann's" });
  await threads.open(owner, "thread", { conversationId: "talk", assistantId });
  await threads.setSandbox(owner, "thread", "box");
  const object = { id: "msg_1", kind: "message", threadId: "thread" } as const;
  await apiObjects.put(owner, { ...object, document: { text: "mine" } });
  await runs.start(owner, { runId: "run", threadId: "thread", assistantId });
  const named = { name: "a.csv", mime: "text/csv", threadId: "thread" };
  const { id: storedId } = await fileStore.put(owner, named, BYTES);
  await fileRecords.insert(owner, newRecord);

  /** All that the owner has, as the owner sees it. */
  const seen = async () => ({
    assistants: await assistantService.list(owner),
    threads: await threads.list(owner),
    runs: await runs.listThread(owner, "thread"),
    apiObject: await apiObjects.find(owner, "message", "msg_1"),
    files: await fileStore.list(owner, "thread"),
    records: await fileRecords.list(owner),
    bytes: await new Response(
      (await fileStore.read(owner, storedId)) as ReadableStream<Uint8Array<ArrayBuffer>>,
    ).text(),
  });

  const ask = async (request: Partial<RunRequest> & Pick<RunRequest, "caller">) => {
    const whole = { question: "How many?", files: [], ...request };
    const events: RunEvent[] = [];
    for await (const event of engine(whole)) events.push(event);
    return events;
  };

  const parts = { ...persistence, fileStore, assistantService, deletion };
  return { ...parts, ask, assistantId, storedId, seen };
}

export type World = Awaited<ReturnType<typeof createWorld>>;

export const newRecord = {
  fileId: FILE_ID,
  threadId: "thread",
  filename: "b.csv",
  type: "text/csv",
  bytes: 8,
  sha256: SHA256,
  source: "local",
  context: "message_attachment",
  storageKey: "uploads/ann/b.csv",
  filepath: "/uploads/ann/b.csv",
} as const;
