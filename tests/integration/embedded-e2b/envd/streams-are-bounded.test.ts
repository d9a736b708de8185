import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { Sandbox } from "@e2b/code-interpreter";
import type { BoxOptions } from "../../../../src/embedded-e2b/box/types.ts";
import { CLOSED } from "../../../../src/embedded-e2b/relay/network-policy.ts";
import { testEnvironment, testFolder } from "../box/test-box.ts";
import { API_KEY, TOKEN } from "./envd-app.ts";

const MIB = 1024 * 1024;
const SIZE_MB = 200;
/** Far less than a file, and more than what is under way and what waits to be collected. */
const MOST_MB = 120;

const options: BoxOptions = {
  id: "streams",
  environment: await testEnvironment(),
  limits: { memoryMb: 512, diskMb: 1024, fileMb: 512, processes: 48 },
  network: CLOSED,
  envs: {},
  isolation: "bwrap",
  stateDir: await testFolder(),
};
const server = spawn(
  process.execPath,
  [join(import.meta.dirname, "envd-process.ts"), JSON.stringify(options)],
  { stdio: ["pipe", "pipe", "inherit"] },
);
const [line] = (await once(server.stdout, "data")) as [Buffer];
const url = line.toString("utf8").trim();
const sandbox = await Sandbox.create({ apiKey: API_KEY, apiUrl: url, sandboxUrl: url });

afterAll(async () => {
  server.stdin.end();
  await once(server, "exit");
});

/** Memory of the server in MiB, by the kernel's word for which. */
function memory(which: string): number {
  const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
  return Number(new RegExp(`^${which}:\\s*(\\d+) kB`, "m").exec(status)?.[1]) / 1024;
}

/** The most that it ever had. */
const highWater = () => memory("VmHWM");

test("a large file goes in, over itself, and out without being held", async () => {
  const before = highWater();
  const block = Buffer.alloc(MIB, "0123456789abcdef");
  const upload = () => {
    let left = SIZE_MB;
    return new ReadableStream<Uint8Array>({
      pull(controller) {
        if (left === 0) return controller.close();
        left -= 1;
        controller.enqueue(new Uint8Array(block));
      },
    });
  };
  const expected = createHash("sha256");
  for (let part = 0; part < SIZE_MB; part += 1) expected.update(block);
  await sandbox.files.write("large", upload(), { requestTimeoutMs: 0 });
  await sandbox.files.write("large", upload(), { requestTimeoutMs: 0, gzip: true });
  const got = createHash("sha256");
  const stream = await sandbox.files.read("large", { format: "stream", requestTimeoutMs: 0 });
  for await (const chunk of stream) got.update(chunk);
  expect(got.digest("hex")).toBe(expected.digest("hex"));
  expect(highWater() - before).toBeLessThan(MOST_MB);
});

test("a client that does not read makes the process wait, and misses nothing", async () => {
  const before = highWater();
  const body = Buffer.from(
    JSON.stringify({ process: { cmd: "head", args: ["-c", `${SIZE_MB}M`, "/dev/zero"] } }),
  );
  const header = Buffer.alloc(5);
  header.writeUInt32BE(body.length, 1);
  const call = request(`${url}/process.Process/Start`, {
    method: "POST",
    headers: { "x-access-token": TOKEN, "content-type": "application/connect+json" },
  });
  const answered = once(call, "response");
  call.end(Buffer.concat([header, body]));
  const [answer] = (await answered) as [NodeJS.ReadableStream];
  await untilIdle();
  expect(highWater() - before).toBeLessThan(MOST_MB);
  let bytes = 0;
  for await (const chunk of answer) bytes += chunk.length;
  // Base64 makes four of three.
  expect(bytes).toBeGreaterThan((SIZE_MB * MIB * 4) / 3);
});

/** Waits until the server's memory stands still: either all is stuck, as it should be, or all is held. */
async function untilIdle(): Promise<void> {
  let before = -1;
  for (let now = 0; Math.abs(now - before) > 1;) {
    before = now;
    await sandbox.commands.run("sleep 0.3");
    now = memory("VmRSS");
  }
}
