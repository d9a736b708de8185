import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { MongoClient, ObjectId } from "mongodb";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { readConfig } from "../../../src/config.ts";
import { openMongo } from "../../../src/persistence/mongo/open-mongo.ts";
import { openPersistence } from "../../../src/persistence/open-persistence.ts";
import type { Persistence } from "../../../src/persistence/persistence.ts";
import type { AnalystError } from "../../../tools/errors.ts";
import { systemClock } from "../../../tools/ports/clock.ts";
import { ann, callerOf } from "../../helpers/callers.ts";
import { describeWith } from "../../helpers/servers/describe-with.ts";
import { newDatabase } from "../../helpers/servers/mongo.ts";
import { freePort } from "../../helpers/servers/start.ts";
import {
  installSecantus,
  startSecantus,
  type MongoServer,
} from "../../helpers/servers/secantus.ts";

const LIBRECHAT_USER = "65a1b2c3d4e5f60718293a4b";
const fromLibreChat = callerOf(LIBRECHAT_USER);

const file = (fileId: string) => ({
  fileId,
  threadId: "t1",
  assistantId: "asst",
  filename: "chart.png",
  type: "image/png",
  bytes: 5,
  sha256: "ab".repeat(32),
  source: "local" as const,
  context: "assistants_output" as const,
  storageKey: "images/1/chart.png",
  filepath: "/images/1/chart.png",
});

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const client of opened.splice(0)) await client.close();
});

const open = (uri: string): Persistence => {
  const persistence = openMongo(uri, systemClock);
  opened.push(persistence);
  return persistence;
};

describe("a database that cannot be used", () => {
  test("that is away is told in both languages, without the password, by records and checkpoints", async () => {
    const port = await freePort();
    const { threads, checkpointer, prune } = open(`mongodb://me:hush@127.0.0.1:${port}/db`);
    const calls = [
      threads.list(ann),
      checkpointer.getTuple({ configurable: { thread_id: "t" } }),
      prune("t"),
    ];
    for (const result of await Promise.allSettled(calls)) {
      const fault = (result as PromiseRejectedResult).reason as AnalystError;
      expect(fault).toMatchObject({ code: "state_unusable", retryable: true });
      for (const text of [fault.say("en"), fault.say("zh")]) {
        expect(text).toContain(`127.0.0.1:${port}`);
        expect(text).not.toContain("hush");
      }
    }
  });

  test("is not contacted before something is asked of it", async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await openMongo(`mongodb://127.0.0.1:${port}/db`, systemClock).close();
    expect(connections).toBe(0);
    server.close();
    await once(server, "close");
  });

  test.each(["http://127.0.0.1", "me:hush@127.0.0.1", "mongodb://"])(
    "%j is refused as a setting, without its value",
    (uri) => {
      expect(() => readConfig({ MONGO_URI: uri })).toThrow(/MONGO_URI/);
      expect(() => readConfig({ MONGO_URI: uri })).not.toThrow(/hush/);
    },
  );

  test("costs nothing where it is not set: no driver is loaded", () => {
    const root = join(import.meta.dirname, "../../..");
    const script = `
      const { registerHooks } = await import("node:module");
      registerHooks({ resolve(name, context, next) {
        if (/^mongo|checkpoint-mongodb/.test(name)) { console.log(name); process.exit(7); }
        return next(name, context);
      } });
      await import("${root}/src/runtime.ts");`;
    const said = execFileSync(process.execPath, ["--input-type=module", "-e", script]);
    expect(said.toString()).toBe("");
  });
});

/** What another application, such as LibreChat, sees in the same database. */
const other = (uri: string) => {
  const client = new MongoClient(uri);
  opened.push(client);
  return client.db();
};

/** An operation that meets a connection of before may fail once; it says that it may be repeated. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as AnalystError).code !== "state_unusable") throw error;
    return work();
  }
}

describeWith("MongoDB as a server", await installSecantus(), (folder) => {
  let server: MongoServer;

  beforeAll(async () => {
    server = await startSecantus(folder);
  });
  afterAll(() => server?.stop());

  test("keeps everything when it dies, and the same client goes on when it is back", async () => {
    const uri = newDatabase(server.uri);
    const { threads, runs, leases, checkpointer } = open(uri);
    await threads.open(ann, "t1", { conversationId: "conv" });
    await threads.setSandbox(ann, "t1", "box");
    await runs.start(ann, { runId: "r1", threadId: "t1" });
    await checkpointer.getTuple({ configurable: { thread_id: "t1" } });
    const lease = await leases.acquire("t1");
    await server.restart();
    expect(await again(async () => threads.find(ann, "t1"))).toMatchObject({ sandboxId: "box" });
    expect(await again(async () => leases.acquire("t1"))).toBeUndefined();
    await again(async () => runs.finish(ann, "r1", { status: "finished" }));
    await again(async () => checkpointer.getTuple({ configurable: { thread_id: "t1" } }));
    await lease?.release();
    const second = open(uri);
    expect(await second.runs.find(ann, "r1")).toMatchObject({ status: "finished" });
    expect(await second.leases.acquire("t1")).toBeDefined();
  });

  test("makes its indexes once, and again without a fault", async () => {
    const uri = newDatabase(server.uri);
    for (const persistence of [open(uri), open(uri)]) {
      await persistence.threads.list(ann);
      await persistence.checkpointer.getTuple({ configurable: { thread_id: "t" } });
    }
    const names = async (collection: string) =>
      (await other(uri).collection(collection).indexes()).map(({ key }) => Object.keys(key).join());
    expect(await names("e2bthreads")).toContain("userId,tenantId,lastUsedAt");
    expect(await names("e2bruns")).toContain("threadId,startedAt");
    expect(await names("e2bcheckpoints")).toContain("thread_id,checkpoint_ns,checkpoint_id");
  });

  test("an index that cannot be made is an error, not a slow database", async () => {
    const uri = newDatabase(server.uri);
    const taken = { expireAfterSeconds: 1, name: "expiresAt_1" };
    await other(uri).collection("e2bleases").createIndex({ expiresAt: 1 }, taken);
    await expect(open(uri).threads.list(ann)).rejects.toThrow(/index/i);
    const checkpoints = newDatabase(server.uri);
    await other(checkpoints)
      .collection("e2bcheckpoints")
      .createIndex({ other: 1 }, { name: "thread_ns_checkpoint_idx" });
    await expect(
      open(checkpoints).checkpointer.getTuple({ configurable: { thread_id: "t" } }),
    ).rejects.toThrow(/index/i);
  });

  test("shows LibreChat a kept file in LibreChat's own words, and ours in one place", async () => {
    const uri = newDatabase(server.uri);
    const { threads, files } = open(uri);
    await threads.open(fromLibreChat, "t1", { conversationId: "conv-1" });
    await files.insert(fromLibreChat, file("5b0e9c1e-0000-4000-8000-000000000001"));
    const [document] = await other(uri).collection("files").find().toArray();
    expect(document).toEqual({
      _id: expect.any(ObjectId),
      user: new ObjectId(LIBRECHAT_USER),
      file_id: "5b0e9c1e-0000-4000-8000-000000000001",
      conversationId: "conv-1",
      filename: "chart.png",
      filepath: "/images/1/chart.png",
      storageKey: "images/1/chart.png",
      type: "image/png",
      bytes: 5,
      object: "file",
      source: "local",
      context: "assistants_output",
      embedded: false,
      usage: 0,
      metadata: {
        e2bAnalyst: { sha256: "ab".repeat(32), threadId: "t1", assistantId: "asst" },
      },
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
      __v: 0,
    });
    expect(await other(uri).collection("files").indexes()).toHaveLength(1);
  });

  test("gives a user without LibreChat's kind of id one of the same kind", async () => {
    const uri = newDatabase(server.uri);
    const { files } = open(uri);
    await files.insert(callerOf("local"), file("one"));
    const [document] = await other(uri).collection("files").find().toArray();
    expect(document?.["user"]).toBeInstanceOf(ObjectId);
    expect(await files.find(callerOf("local"), "one")).toMatchObject({ userId: "local" });
    expect(await files.find(callerOf("other"), "one")).toBeUndefined();
  });

  test("leaves LibreChat's own records alone, and does not see them", async () => {
    const uri = newDatabase(server.uri);
    const { files } = open(uri);
    const theirs = {
      user: new ObjectId(LIBRECHAT_USER),
      file_id: "theirs",
      filename: "chart.png",
      filepath: "/images/1/chart.png",
      storageKey: "images/1/chart.png",
      type: "image/png",
      bytes: 1_000,
      object: "file",
      source: "local",
      context: "message_attachment",
      metadata: { fileIdentifier: "x" },
      createdAt: new Date(),
    };
    const collection = other(uri).collection("files");
    await collection.insertOne(theirs);
    await files.insert(fromLibreChat, file("ours"));
    expect((await files.list(fromLibreChat)).map(({ fileId }) => fileId)).toEqual(["ours"]);
    expect(await files.usage(fromLibreChat)).toEqual({ files: 1, bytes: 5 });
    expect(await files.countKey(fromLibreChat, "images/1/chart.png")).toBe(1);
    expect(await files.find(fromLibreChat, "theirs")).toBeUndefined();
    expect(await files.remove(fromLibreChat, "theirs")).toBeUndefined();
    await files.remove(fromLibreChat, "ours");
    expect((await collection.find().toArray()).map(({ file_id }) => file_id)).toEqual(["theirs"]);
  });

  test("is what MONGO_URI names", async () => {
    const uri = newDatabase(server.uri);
    const persistence = await openPersistence(readConfig({ MONGO_URI: uri }), systemClock);
    opened.push(persistence);
    await persistence.threads.open(ann, "t1");
    expect(await other(uri).collection("e2bthreads").countDocuments()).toBe(1);
  });
});
