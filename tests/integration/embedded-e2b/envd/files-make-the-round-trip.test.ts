import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { FileNotFoundError, InvalidArgumentError, SandboxError } from "@e2b/code-interpreter";
import { envdServer } from "./envd-server.ts";

const { sandbox, ask, url } = await envdServer();
const { files } = sandbox;

const post = async (query: string, init: RequestInit) =>
  ask(`/files${query}`, { method: "POST", ...init });

describe("the SDK's files", () => {
  test("writes and reads text, bytes, blobs and streams", async () => {
    const bytes = new Uint8Array(randomBytes(70_000));
    await files.write("forms/text.txt", "grüße 你好 😀");
    await files.write("forms/bytes", bytes.buffer);
    await files.write("forms/blob", new Blob([bytes]));
    await files.write("forms/stream", new Blob([bytes]).stream());
    await files.write("forms/gzip", new Blob([bytes]), { gzip: true });
    expect(await files.read("forms/text.txt")).toBe("grüße 你好 😀");
    for (const name of ["bytes", "blob", "stream", "gzip"])
      expect(await files.read(`forms/${name}`, { format: "bytes" })).toEqual(bytes);
    const stream = await files.read("forms/bytes", { format: "stream" });
    expect(new Uint8Array(await new Response(stream).arrayBuffer())).toEqual(bytes);
    const blob = await files.read("forms/bytes", { format: "blob" });
    expect(blob.size).toBe(bytes.length);
  });

  test("writes several files at once, with folders, odd names and nothing in them", async () => {
    const written = await files.write([
      { path: "many/a b.txt", data: "1" },
      { path: "/home/user/many/下/二.txt", data: "2" },
      { path: 'many/"quoted".txt', data: "3" },
      { path: "many/empty", data: "" },
    ]);
    expect(written.map(({ path }) => path)).toEqual([
      "/home/user/many/a b.txt",
      "/home/user/many/下/二.txt",
      '/home/user/many/"quoted".txt',
      "/home/user/many/empty",
    ]);
    expect(await files.read("many/下/二.txt")).toBe("2");
    expect(await files.read('many/"quoted".txt')).toBe("3");
    expect(await files.read("many/empty")).toBe("");
    expect(await files.read("many/empty", { format: "bytes" })).toHaveLength(0);
  });

  test("keeps metadata until the next write, and shows it", async () => {
    await files.write("labelled.txt", "x", { metadata: { source: "survey", year: "2024" } });
    expect(await files.getInfo("labelled.txt")).toMatchObject({
      metadata: { source: "survey", year: "2024" },
    });
    await files.write("labelled.txt", "y", { metadata: { source: "other" } });
    expect((await files.getInfo("labelled.txt")).metadata).toEqual({ source: "other" });
  });

  test("tells what is there: info, list, exists", async () => {
    await files.write("told/one.csv", "a,b\n");
    await files.makeDir("told/below/deep");
    await sandbox.commands.run("ln -s one.csv told/link && ln -s nowhere told/broken");
    expect(await files.getInfo("told/one.csv")).toMatchObject({
      name: "one.csv",
      path: "/home/user/told/one.csv",
      type: "file",
      size: 4,
      permissions: "-rw-r--r--",
      mode: 0o644,
      owner: "user",
      group: "user",
    });
    expect(await files.getInfo("told/link")).toMatchObject({
      type: "file",
      permissions: "Lrwxrwxrwx",
      symlinkTarget: "/home/user/told/one.csv",
    });
    const names = async (depth?: number) =>
      (await files.list("told", { depth })).map(({ path }) =>
        path.slice("/home/user/told/".length),
      );
    expect(await names()).toEqual(["below", "link", "one.csv"]);
    expect(await names(2)).toEqual(["below", "below/deep", "link", "one.csv"]);
    expect(await files.exists("told")).toBe(true);
    expect(await files.exists("told/one.csv/below")).toBe(false);
    expect(await files.exists("told/not there")).toBe(false);
  });

  test("makes, renames and removes", async () => {
    expect(await files.makeDir("made/deep/er")).toBe(true);
    expect(await files.makeDir("made/deep/er")).toBe(false);
    await files.write("made/old.txt", "same");
    const moved = await files.rename("made/old.txt", "made/elsewhere/new.txt");
    expect(moved.path).toBe("/home/user/made/elsewhere/new.txt");
    expect(await files.read("made/elsewhere/new.txt")).toBe("same");
    await files.rename("made/elsewhere", "/tmp/across");
    expect(await files.read("/tmp/across/new.txt")).toBe("same");
    await files.remove("made");
    expect(await files.exists("made")).toBe(false);
    await files.remove("made");
  });

  test("raises its own errors", async () => {
    await files.write("errors/file", "x");
    await expect(files.read("errors/none")).rejects.toThrow(FileNotFoundError);
    await expect(files.getInfo("errors/none")).rejects.toThrow(FileNotFoundError);
    await expect(files.list("errors/none")).rejects.toThrow(FileNotFoundError);
    await expect(files.rename("errors/none", "x")).rejects.toThrow(FileNotFoundError);
    await expect(files.read("errors")).rejects.toThrow(InvalidArgumentError);
    await expect(files.write("errors", "x")).rejects.toThrow(InvalidArgumentError);
    await expect(files.write("errors/file/below", "x")).rejects.toThrow(InvalidArgumentError);
    await expect(files.list("errors/file")).rejects.toThrow(InvalidArgumentError);
    await expect(files.makeDir("errors/file")).rejects.toThrow(InvalidArgumentError);
    await expect(files.write("/etc/x", "x")).rejects.toThrow(SandboxError);
    await expect(files.write("/usr/bin/x", "x")).rejects.toThrow(SandboxError);
  });

  test("takes files by link, without a token, until the link expires", async () => {
    const to = await sandbox.uploadUrl("by-link.txt", { useSignatureExpiration: 600 });
    const form = new FormData();
    form.append("file", new Blob(["through a link"]), "ignored.txt");
    expect((await fetch(to, { method: "POST", body: form })).status).toBe(200);
    const from = await sandbox.downloadUrl("by-link.txt");
    const got = await fetch(from);
    expect(await got.text()).toBe("through a link");
    expect(got.headers.get("content-disposition")).toMatch(/^inline; filename="by-link.txt"/);
    expect((await fetch(`${from}x`)).status).toBe(401);
    expect((await fetch(from, { method: "POST", body: form })).status).toBe(401);
    const late = await sandbox.downloadUrl("by-link.txt", { useSignatureExpiration: -5 });
    expect(await (await fetch(late)).json()).toMatchObject({
      message: "signature is already expired",
    });
    expect((await fetch(`${url}/files?path=by-link.txt`)).status).toBe(401);
  });
});

describe("GET /files", () => {
  test.each([
    ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
    ["bytes=7-", 206, "789", "bytes 7-9/10"],
    ["bytes=-2", 206, "89", "bytes 8-9/10"],
    ["bytes=8-99", 206, "89", "bytes 8-9/10"],
    ["bytes=0-1,4-5", 200, "0123456789", null],
    ["lines=1-2", 200, "0123456789", null],
  ])("answers the range %j with %d", async (range, status, text, contentRange) => {
    await files.write("ranges.txt", "0123456789");
    const answer = await ask("/files?path=ranges.txt", { headers: { range } });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toBe(text);
    expect(answer.headers.get("content-range")).toBe(contentRange);
  });

  test("refuses a range beyond the end", async () => {
    await files.write("ranges.txt", "0123456789");
    const answer = await ask("/files?path=ranges.txt", { headers: { range: "bytes=10-" } });
    expect(answer.status).toBe(416);
  });

  test("packs for who asks for it, and not for others", async () => {
    await files.write("packed.csv", "a,b\n".repeat(1000));
    const packed = await files.read("packed.csv", { gzip: true });
    expect(packed).toHaveLength(4000);
    const plain = await ask("/files?path=packed.csv");
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(plain.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  });

  test("says of an empty file that it is empty", async () => {
    await files.write("nothing", "");
    expect((await ask("/files?path=nothing")).headers.get("content-length")).toBe("0");
  });
});

describe("POST /files", () => {
  test("refuses the same file twice in one request, and what it cannot understand", async () => {
    const form = new FormData();
    form.append("file", new Blob(["1"]), "twice.txt");
    form.append("file", new Blob(["2"]), "/home/user/./twice.txt");
    expect((await post("", { body: form })).status).toBe(400);
    expect(await files.read("twice.txt")).toBe("1");
    expect((await post("?path=x", { body: "text" })).status).toBe(400);
    const octets = { "content-type": "application/octet-stream" };
    expect((await post("", { body: "text", headers: octets })).status).toBe(400);
    const torn = { "content-type": "multipart/form-data; boundary=b" };
    const body = '--b\r\ncontent-disposition: form-data; name="file"; filename="torn"\r\n\r\nhalf';
    expect((await post("", { body, headers: torn })).status).toBe(400);
    expect(await files.exists("torn")).toBe(false);
    const noGzip = { ...octets, "content-encoding": "gzip" };
    expect((await post("?path=nogzip", { body: "not packed", headers: noGzip })).status).toBe(400);
    expect(await files.exists("nogzip")).toBe(false);
    const fat = { ...octets, "x-metadata-k": "v".repeat(5000) };
    expect((await post("?path=fat", { body: "x", headers: fat })).status).toBe(400);
  });

  test.each(["kept.txt", "never there.txt"])(
    "an upload of %j that breaks off leaves what was there",
    async (name) => {
      await files.write("kept.txt", "the old contents");
      const controller = new AbortController();
      let parts = 0;
      const body = new ReadableStream<Uint8Array>({
        async pull(stream) {
          parts += 1;
          if (parts <= 8) stream.enqueue(new Uint8Array(1024 * 1024));
          // The last part is only asked for when the ones before have been taken.
          if (parts === 8) controller.abort();
        },
      });
      const headers = { "content-type": "application/octet-stream" };
      const init = { body, headers, duplex: "half", signal: controller.signal } as RequestInit;
      await expect(post(`?path=${name}`, init)).rejects.toThrow("aborted");
      await untilSettled(name);
      expect(await files.exists("never there.txt")).toBe(false);
      expect(await files.read("kept.txt")).toBe("the old contents");
    },
  );
});

/** The server learns of a torn upload after its client: waits until nothing of it is open any more. */
async function untilSettled(name: string): Promise<void> {
  const looks = `while ls -l /proc/[0-9]*/fd 2>/dev/null | grep -qF '${name}'; do sleep 0.05; done`;
  await sandbox.commands.run(looks);
}

test("a name that is no user's is refused", async () => {
  await expect(files.read("x", { user: "nobody" })).rejects.toMatchObject({
    name: "AuthenticationError",
  });
  await expect(files.list(".", { user: "nobody" })).rejects.toMatchObject({
    name: "AuthenticationError",
  });
  await files.write("of-root.txt", "x", { user: "root" });
  expect(await files.read("of-root.txt", { user: "user" })).toBe("x");
});
