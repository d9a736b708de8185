import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import { createServer, request, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import express from "express";
import { readConfig } from "../../../src/config.ts";
import { createFileStore } from "../../../src/files/file-store.ts";
import { rotateLinkKeys } from "../../../src/files/links/link-keys.ts";
import { linkKeyFile, openFileLinks } from "../../../src/files/links/open-links.ts";
import { createLinkRouter } from "../../../src/files/links/router.ts";
import { createLocalBytes } from "../../../src/files/stores/local.ts";
import type { FileStore } from "../../../tools/ports/file-store.ts";
import { ann, bob, callerOf } from "../../helpers/callers.ts";
import { createMemoryFileRecords } from "../../helpers/memory-file-records.ts";
import { NO_LIMITS } from "../../helpers/memory-store.ts";
import { bytesOf, megabytes, streamOf } from "../../helpers/streams.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const DAY = 24 * 3600 * 1000;
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
});

async function listen(handle: express.Express): Promise<string> {
  const server = createServer(handle).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Setting {
  readonly env?: NodeJS.ProcessEnv;
  readonly home?: string;
  readonly change?: (store: FileStore) => FileStore;
}

async function open({ env = {}, home, change = (store) => store }: Setting = {}) {
  const folder = home ?? (await temporaryFolder());
  const clock = { time: Date.parse("2026-11-25"), now: () => clock.time };
  const bytes = createLocalBytes(join(folder, "files"));
  const records = createMemoryFileRecords();
  const store = change(createFileStore({ bytes, records, limits: NO_LIMITS }));
  const config = readConfig({ E2B_ANALYST_HOME: folder, ...env });
  const links = openFileLinks(config, bytes, clock);
  const base = await listen(express().use(createLinkRouter(links, store)));
  const put = async (name: string, mime: string, text = "0123456789", owner = ann) => {
    const file = await store.put(owner, { name, mime, threadId: "t" }, bytesOf(text));
    return { file, path: await links.pathOf(owner, file) };
  };
  const get = async (path: string, init?: RequestInit) => fetch(base + path, init);
  return { base, bytes, clock, config, get, links, put, store };
}

describe("a link to a file", () => {
  test.each([
    ["chart.png", "image/png", "inline"],
    ["数据 报告'1'.csv", "text/csv", "attachment"],
    ["page.html", "text/html", "attachment"],
    ["chart.svg", "image/svg+xml", "attachment"],
  ])("gives %s as what it is, and safely", async (name, mime, manner) => {
    const { put, get } = await open();
    const { file, path } = await put(name, mime);
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe("0123456789");
    const headers = Object.fromEntries(answer.headers);
    expect(headers).toMatchObject({
      "content-type": mime,
      "content-length": "10",
      "accept-ranges": "bytes",
      "x-content-type-options": "nosniff",
      "cache-control": expect.stringContaining("private"),
      "content-security-policy": expect.stringMatching(/^sandbox; default-src 'none'/),
      etag: `"${file.sha256}"`,
    });
    const encoded = /filename\*=UTF-8''(\S+)$/.exec(headers["content-disposition"] ?? "")?.[1];
    expect(decodeURIComponent(encoded ?? "")).toBe(name);
    expect(headers["content-disposition"]).toMatch(new RegExp(`^${manner}; filename="[ -~]+"; `));
    expect(path).not.toMatch(/files|outputs/);
  });

  test("answers HEAD without a body, and a known copy with 304", async () => {
    const { put, get } = await open();
    const { file, path } = await put("a.csv", "text/csv");
    const head = await get(path, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([
      200,
      "10",
      "",
    ]);
    const known = await get(path, { headers: { "if-none-match": `W/"x", "${file.sha256}"` } });
    expect([known.status, await known.text()]).toEqual([304, ""]);
  });

  test.each([
    ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
    ["bytes=8-", 206, "89", "bytes 8-9/10"],
    ["bytes=-3", 206, "789", "bytes 7-9/10"],
    ["bytes=-99", 206, "0123456789", "bytes 0-9/10"],
    ["bytes=5-99", 206, "56789", "bytes 5-9/10"],
    ["bytes=10-", 416, "", "bytes */10"],
    ["bytes=-0", 416, "", "bytes */10"],
    ["bytes=5-2", 200, "0123456789", null],
    ["bytes=0-1,3-4", 200, "0123456789", null],
    ["lines=0-1", 200, "0123456789", null],
  ])("answers the range %s with %d", async (range, status, text, contentRange) => {
    const { put, get } = await open();
    const { path } = await put("a.csv", "text/csv");
    const answer = await get(path, { headers: { range } });
    expect([answer.status, await answer.text()]).toEqual([status, text]);
    expect(answer.headers.get("content-range")).toBe(contentRange);
  });

  test("gives a range only of the file that the reader has a part of", async () => {
    const { put, get } = await open();
    const { file, path } = await put("a.csv", "text/csv");
    const ask = async (condition: string) =>
      (await get(path, { headers: { range: "bytes=0-1", "if-range": condition } })).status;
    expect(await ask(`"${file.sha256}"`)).toBe(206);
    expect(await ask('"another"')).toBe(200);
    expect(await ask("Wed, 25 Nov 2026 00:00:00 GMT")).toBe(200);
  });

  test("gives an empty file, whole and as a range", async () => {
    const { put, get } = await open();
    const { path } = await put("empty.csv", "text/csv", "");
    expect((await get(path)).headers.get("content-length")).toBe("0");
    expect((await get(path, { headers: { range: "bytes=0-" } })).status).toBe(416);
  });

  test("makes of a type that is none plain bytes", async () => {
    const { put, get } = await open();
    const { path } = await put("x", "text/html\r\nset-cookie: a=b");
    const answer = await get(path);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(answer.headers.get("set-cookie")).toBeNull();
  });

  test("of a tenant's user opens that user's file", async () => {
    const { put, get } = await open();
    const owner = callerOf("ann", { tenantId: "acme" });
    expect(await (await get((await put("a.csv", "text/csv", "acme", owner)).path)).text()).toBe(
      "acme",
    );
  });
});

describe("a link that is not good is not found, and does not say why", () => {
  test("made up, changed, cut, of another key, of another's file, or too long", async () => {
    const { put, get, links, file } = await open().then(async (opened) => ({
      ...opened,
      ...(await opened.put("a.csv", "text/csv")),
    }));
    const path = await links.pathOf(ann, file);
    const token = path.split("/")[2] ?? "";
    const [keyId, payload = "", mac] = token.split(".");
    const changed = Buffer.from(
      Buffer.from(payload, "base64url").toString().replace('"ann"', '"bob"'),
    ).toString("base64url");
    const foreign = await open().then(async (other) => other.links.pathOf(ann, file));
    const { file: bobs } = await put("b.csv", "text/csv", "bob's", bob);
    const answers: unknown[] = [];
    for (const bad of [
      "/d/x/a.csv",
      `/d/${keyId}.${changed}.${mac}/a.csv`,
      `/d/${token.slice(0, -1)}/a.csv`,
      `/d/${keyId}.${payload}.${"A".repeat(43)}/a.csv`,
      foreign,
      await links.pathOf(ann, bobs),
      await links.pathOf(ann, { id: "../../etc/passwd", name: "a" }),
      `/d/${"x".repeat(5_000)}/a.csv`,
      "/d/%E0%A4%A/a.csv",
      `/d/${token}/%zz`,
    ]) {
      const answer = await get(bad);
      const headers = Object.fromEntries(answer.headers);
      delete headers["date"];
      answers.push({ status: answer.status, text: await answer.text(), headers });
    }
    expect(answers).toEqual(answers.map(() => answers[0]));
    expect(answers[0]).toMatchObject({ status: 404, text: "Not found\n" });
    expect((await get(path)).status).toBe(200);
  });

  test("expired after its days", async () => {
    const { put, get, clock } = await open({ env: { ANALYST_LINK_DAYS: "7" } });
    const { path } = await put("a.csv", "text/csv");
    clock.time += 7 * DAY;
    expect((await get(path)).status).toBe(200);
    clock.time += 1;
    expect((await get(path)).status).toBe(404);
  });

  test("revoked, while a new one is good", async () => {
    const { put, get, clock, links } = await open();
    const { file, path } = await put("a.csv", "text/csv");
    const other = await put("b.csv", "text/csv", "other");
    clock.time += 1;
    await links.revoke(ann, file.id);
    clock.time += 1;
    expect((await get(path)).status).toBe(404);
    expect((await get(other.path)).status).toBe(200);
    expect((await get(await links.pathOf(ann, file))).status).toBe(200);
    // Another user cannot end it.
    await links.revoke(bob, other.file.id);
    expect((await get(other.path)).status).toBe(200);
  });

  test("of a removed file, and of one whose bytes are gone", async () => {
    const { put, get, store, bytes } = await open();
    const removed = await put("a.csv", "text/csv", "a");
    const lost = await put("b.csv", "text/csv", "b");
    await store.remove(ann, removed.file.id);
    await bytes.remove(`uploads/ann/${lost.file.id}__b.csv`);
    expect((await get(removed.path)).status).toBe(404);
    expect((await get(lost.path)).status).toBe(404);
  });
});

describe("the keys of links", () => {
  test("are made in the state folder for its owner alone, and found again", async () => {
    const home = await temporaryFolder();
    const first = await open({ home });
    const { file, path } = await first.put("a.csv", "text/csv");
    expect((await stat(linkKeyFile(first.config))).mode & 0o777).toBe(0o600);
    const second = await open({ home, change: () => first.store });
    expect((await second.get(path)).status).toBe(200);
    expect((await first.get(await second.links.pathOf(ann, file))).status).toBe(200);
  });

  test("made by two at once are one", async () => {
    const home = await temporaryFolder();
    const [one, two] = await Promise.all([open({ home }), open({ home })]);
    const file = { id: "x", name: "x" };
    const [first, second] = await Promise.all([
      one.links.pathOf(ann, file),
      two.links.pathOf(ann, file),
    ]);
    expect(first).toBe(second);
  });

  test("are replaced with a month of grace", async () => {
    const { put, get, clock, config, links } = await open();
    const { file, path } = await put("a.csv", "text/csv");
    await rotateLinkKeys(linkKeyFile(config), clock);
    const renewed = await links.pathOf(ann, file);
    expect(renewed.slice(0, 15)).not.toBe(path.slice(0, 15));
    clock.time += 29 * DAY;
    await rotateLinkKeys(linkKeyFile(config), clock);
    expect((await get(path)).status).toBe(200);
    clock.time += 2 * DAY;
    expect((await get(path)).status).toBe(404);
    expect((await get(renewed)).status).toBe(200);
    expect((await readFile(linkKeyFile(config), "utf8")).match(/secret/g)).toHaveLength(3);
  });

  test("of the configuration: the first signs, the others are good as long as they are named", async () => {
    const [old, young] = ["o".repeat(32), "y".repeat(32)];
    const home = await temporaryFolder();
    const before = await open({ home, env: { ANALYST_LINK_KEYS: old } });
    const { path, file } = await before.put("a.csv", "text/csv");
    const change = () => before.store;
    const both = await open({ home, change, env: { ANALYST_LINK_KEYS: `${young}, ${old}` } });
    expect((await both.get(path)).status).toBe(200);
    const renewed = await both.links.pathOf(ann, file);
    const after = await open({ home, change, env: { ANALYST_LINK_KEYS: young } });
    expect((await after.get(path)).status).toBe(404);
    expect((await after.get(renewed)).status).toBe(200);
  });

  test("that are damaged are a clear error, not a new key", async () => {
    const { config, links } = await open();
    await writeFile(linkKeyFile(config), "[]");
    await expect(links.pathOf(ann, { id: "x", name: "x" })).rejects.toMatchObject({
      code: "state_unusable",
    });
  });
});

describe("a file on its way", () => {
  test("is let go when the reader leaves", async () => {
    let opened: ReadableStream<Uint8Array> | undefined;
    const { promise: cancelled, resolve } = Promise.withResolvers<unknown>();
    const endless = (store: FileStore): FileStore => ({
      ...store,
      async read() {
        opened = new ReadableStream({
          pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
          cancel: resolve,
        });
        return opened;
      },
    });
    const { base, links, store } = await open({ change: endless });
    const file = await store.put(
      ann,
      { name: "big.bin", mime: "application/octet-stream", threadId: "t" },
      streamOf(megabytes(8)),
    );
    const call = request(base + (await links.pathOf(ann, file))).end();
    const [answer] = (await once(call, "response")) as [IncomingMessage];
    await once(answer, "readable");
    call.destroy();
    await cancelled;
    expect(opened).toBeDefined();
  });

  test("that breaks off breaks the answer off, too", async () => {
    const { put, get } = await open({
      change: (store) => ({
        ...store,
        read: async () => streamOf([bytesOf("half")], new Error("torn")),
      }),
    });
    const { path } = await put("a.csv", "text/csv");
    await expect(get(path).then(async (answer) => answer.text())).rejects.toThrow(
      /terminated|fetch failed/,
    );
  });
});
