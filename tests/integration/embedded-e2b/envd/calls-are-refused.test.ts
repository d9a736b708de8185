import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { envdServer, TOKEN } from "./envd-server.ts";

const { ask, url, sandbox } = await envdServer();

const post = async (path: string, body: string | Uint8Array<ArrayBuffer>, headers = {}) =>
  ask(path, { method: "POST", body, headers });

/** The messages of a stream that has ended. */
async function messages(answer: Response): Promise<{ flag: number; message: unknown }[]> {
  const bytes = Buffer.from(await answer.arrayBuffer());
  const found = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32BE(at + 1);
    const text = bytes.toString("utf8", at + 5, at + 5 + length);
    found.push({ flag: bytes[at]!, message: JSON.parse(text) as unknown });
    at += 5 + length;
  }
  return found;
}

function envelope(message: unknown): Uint8Array<ArrayBuffer> {
  const body = Buffer.from(JSON.stringify(message));
  const header = Buffer.alloc(5);
  header.writeUInt32BE(body.length, 1);
  return new Uint8Array(Buffer.concat([header, body]));
}

describe("without the sandbox's token", () => {
  test.each([
    ["POST", "/filesystem.Filesystem/Stat"],
    ["POST", "/process.Process/Start"],
    ["GET", "/envs"],
    ["GET", "/metrics"],
    ["GET", "/files?path=x"],
    ["POST", "/files?path=x"],
  ])("%s %s is refused", async (method, path) => {
    for (const token of [undefined, "", `${TOKEN}x`]) {
      const headers: Record<string, string> =
        token === undefined ? {} : { "x-access-token": token };
      const answer = await fetch(`${url}${path}`, { method, headers });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: 401 });
    }
  });

  test("health is told", async () => {
    expect((await fetch(`${url}/health`)).status).toBe(204);
    expect(await sandbox.isRunning()).toBe(true);
  });
});

test.each(["/init", "/freeze", "/unfreeze", "/collapse", "/fsfreeze", "/fsthaw", "/upgrade"])(
  "%s, which only E2B's orchestrator calls, is not there",
  async (path) => expect((await post(path, "{}")).status).toBe(404),
);

describe("a call", () => {
  test.each([
    ["Stat", "{not json", 400, "invalid_argument"],
    ["Stat", '{"path":5}', 400, "invalid_argument"],
    ["Stat", '{"path":"a\\u0000b"}', 400, "invalid_argument"],
    ["Stat", `{"path":"${"x".repeat(300)}"}`, 400, "invalid_argument"],
    ["Stat", `{"path":"${"x/".repeat(3000)}"}`, 400, "invalid_argument"],
    ["Stat", '{"path":"/nothing/here"}', 404, "not_found"],
    ["MakeDir", '{"path":"/usr/x"}', 403, "permission_denied"],
    ["Nonsense", "{}", 501, "unimplemented"],
  ])("of %s with %s is answered in E2B's words", async (method, body, status, code) => {
    const answer = await post(`/filesystem.Filesystem/${method}`, body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code });
  });

  test.each([
    ["no message", new Uint8Array()],
    ["half a message", envelope({ process: { cmd: "true" } }).subarray(0, 9)],
    ["no command", envelope({ process: {} })],
    ["a NUL in an argument", envelope({ process: { cmd: "echo", args: ["a\0b"] } })],
    ["a variable without a name", envelope({ process: { cmd: "env", envs: { "": "x" } } })],
    ["a program that is not there", envelope({ process: { cmd: "/no/such" } })],
  ])("that streams with %s ends with an error", async (_what, body) => {
    const answer = await post("/process.Process/Start", body);
    const [{ flag, message } = { flag: 0, message: undefined }, ...more] = await messages(answer);
    expect(more).toEqual([]);
    expect(flag).toBe(2);
    const { error } = z.object({ error: z.object({ code: z.string() }) }).parse(message);
    expect(["invalid_argument", "not_found"]).toContain(error.code);
  });

  test("that has nothing to say says that it lives, as often as was asked for", async () => {
    const body = envelope({ process: { cmd: "sleep", args: ["1.5"] } });
    const headers = { "keepalive-ping-interval": "1" };
    const told = await messages(await post("/process.Process/Start", body, headers));
    expect(told[0]).toMatchObject({ flag: 0, message: { event: { start: {} } } });
    expect(told[1]).toEqual({ flag: 0, message: { event: { keepalive: {} } } });
    expect(told.at(-2)).toMatchObject({ message: { event: { end: { exited: true } } } });
    expect(told.at(-1)).toEqual({ flag: 2, message: {} });
  });
});

test("the sandbox's variables and use are told", async () => {
  expect(await (await ask("/envs")).json()).toEqual({ OF_SANDBOX: "yes" });
  await sandbox.files.write("ballast", "x".repeat(3_000_000));
  const metrics: unknown = await (await ask("/metrics")).json();
  const { mem_used: memory, disk_used: disk } = z
    .object({ mem_used: z.number(), disk_used: z.number(), cpu_count: z.number().min(1) })
    .parse(metrics);
  expect(memory).toBeGreaterThan(1_000_000);
  expect(disk).toBeGreaterThan(3_000_000);
});
