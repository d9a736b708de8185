import { mkdtemp, rm } from "node:fs/promises";
import { afterEach, describe, expect, test } from "@jest/globals";
import { Publisher, Router } from "zeromq";
import { pinSocket } from "../../../src/embedded-e2b/box/pin-socket.ts";
import { createKernelClient, KernelGone } from "../../../src/embedded-e2b/kernel/client.ts";
import { execute } from "../../../src/embedded-e2b/kernel/execute.ts";

interface Request {
  readonly type: string;
  readonly id: string;
  readonly count: number;
}

/** What a scripted kernel does about a request: the status of its reply, and whether idle is told. */
type Script = (request: Request) => { reply?: object; idle: boolean };

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const pack = (type: string, parent: string, content: object) => [
  "<IDS|MSG>",
  "",
  JSON.stringify({ msg_type: type, msg_id: "k" }),
  JSON.stringify({ msg_id: parent }),
  "{}",
  JSON.stringify(content),
];

/** A client of a kernel that loses messages as its script says. */
async function connected(script: Script) {
  const folder = await mkdtemp("/tmp/e2b-kernel-test-");
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  const sockets = { shell: new Router(), control: new Router(), iopub: new Publisher() };
  for (const [name, socket] of Object.entries(sockets)) {
    await socket.bind(`ipc://${folder}/${name}`);
    cleanups.push(() => socket.close());
  }
  const requests: Request[] = [];
  const serve = async () => {
    for await (const frames of sockets.shell) {
      const header = JSON.parse(String(frames[3])) as { msg_type: string; msg_id: string };
      const request = { type: header.msg_type, id: header.msg_id, count: requests.length };
      requests.push(request);
      const { reply, idle } = script(request);
      if (idle) {
        await sockets.iopub.send(pack("status", request.id, { execution_state: "idle" }));
      }
      if (reply !== undefined) {
        const type = request.type.replace("request", "reply");
        await sockets.shell.send([frames[0] ?? null, ...pack(type, request.id, reply)]);
      }
    }
  };
  void serve();
  const client = createKernelClient({
    pinned: {
      shell: pinSocket(folder, "shell"),
      control: pinSocket(folder, "control"),
      iopub: pinSocket(folder, "iopub"),
    },
    key: "k",
    maxContentBytes: 1000,
  });
  cleanups.push(() => client.close("the test is over"));
  await client.handshake();
  const before = requests.length;
  return { client, sent: () => requests.slice(before).map(({ type }) => type) };
}

const whole = { reply: { status: "ok" }, idle: true };
const isExecute = ({ type }: Request) => type === "execute_request";

describe("a run whose messages get lost", () => {
  test("is sent again when the kernel aborted it", async () => {
    let aborted = 0;
    const { client, sent } = await connected((request) => {
      if (!isExecute(request) || aborted === 3) return whole;
      aborted += 1;
      return { reply: { status: "aborted" }, idle: true };
    });
    expect(await execute(client, { code: "1" })).toMatchObject({ ok: true });
    expect(sent()).toEqual(Array.from({ length: 4 }, () => "execute_request"));
  });

  test("is over when a later request shows that its idle will never come", async () => {
    const { client } = await connected((request) => ({ ...whole, idle: !isExecute(request) }));
    expect(await execute(client, { code: "1" })).toMatchObject({ ok: true });
  });

  test("is over when a later request shows that its reply will never come", async () => {
    const { client } = await connected((request) => (isExecute(request) ? { idle: true } : whole));
    expect(await execute(client, { code: "1" })).toMatchObject({ ok: false });
  });

  test("ends with the client, as does one that comes too late", async () => {
    const { client } = await connected((request) => (isExecute(request) ? { idle: false } : whole));
    const running = execute(client, { code: "1" });
    client.close("gone");
    await expect(running).rejects.toThrow(KernelGone);
    await expect(execute(client, { code: "1" })).rejects.toThrow("gone");
  });
});
