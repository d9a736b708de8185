import { describe, expect, test } from "@jest/globals";
import type { CellResult } from "../../../../../tools/ports/sandbox.ts";
import { PLAIN_SETUP } from "../../../../../tools/ports/sandbox.ts";
import { redactSandbox } from "../../../../../tools/sandbox/redact/redacted-sandbox.ts";
import { redactingPool } from "../../../../../tools/sandbox/redact/redacting-pool.ts";
import { createRedactor } from "../../../../../tools/sandbox/redact/redactor.ts";
import { poolOf } from "../../../../helpers/analyst.ts";
import { ann } from "../../../../helpers/callers.ts";
import { createScriptedSandbox } from "../../../../helpers/scripted-sandbox.ts";

const SECRET = "s3cret-of-ann";
const leaky = () =>
  createScriptedSandbox(
    [
      {
        stdout: `out ${SECRET}`,
        stderr: `err ${SECRET}`,
        results: [
          {
            text: SECRET,
            html: `<b>${SECRET}</b>`,
            markdown: SECRET,
            latex: SECRET,
            json: { deep: [SECRET] },
            data: { column: [SECRET] },
            chart: { title: SECRET },
          },
        ],
        error: { name: "ValueError", value: SECRET, traceback: `at ${SECRET}` },
      },
      { command: "env", stdout: `TOKEN=${SECRET}`, stderr: SECRET },
    ],
    { [`${SECRET}.txt`]: SECRET, "plain.txt": `is ${SECRET}` },
  );

describe("a sandbox with a secret", () => {
  test("shows it in nothing that it gives out", async () => {
    const sandbox = redactSandbox(leaky(), createRedactor([SECRET]));
    const told: string[] = [];
    const shown: CellResult[] = [];
    const execution = await sandbox.runCell("leak()", {
      timeoutMs: 0,
      onStdout: (text) => told.push(text),
      onStderr: (text) => told.push(text),
      onResult: (result) => shown.push(result),
    });
    const command = await sandbox.runCommand("env");
    const list = await sandbox.files.list("/home/user");
    const stat = await sandbox.files.stat(`${SECRET}.txt`);
    const file = await new Response(
      (await sandbox.files.read("plain.txt")) as ReadableStream<Uint8Array<ArrayBuffer>>,
    ).text();
    const all = { told, shown, execution, command, list, stat, file };
    expect(JSON.stringify(all)).not.toContain(SECRET);
    expect(told.join("")).toBe("out [REDACTED]err [REDACTED]");
    expect(execution).toMatchObject({ status: "error", stdout: "out [REDACTED]" });
    expect(shown[0]).toMatchObject({ html: "<b>[REDACTED]</b>", isMain: true });
    expect(file).toBe("is [REDACTED]");
  });

  test("gets what is written to it as it is", async () => {
    const inner = leaky();
    await redactSandbox(inner, createRedactor([SECRET])).files.write("env.txt", SECRET);
    expect(inner.readText("env.txt")).toBe(SECRET);
  });
});

describe("a pool", () => {
  const request = { threadId: "t", caller: ann };
  const withSecret = { ...PLAIN_SETUP, secrets: [SECRET] };

  test("hands out a sandbox without secrets as it is", async () => {
    const sandbox = leaky();
    const pool = redactingPool(poolOf(sandbox));
    expect((await pool.acquire(request)).sandbox).toBe(sandbox);
    expect(pool.live("t")).toBe(sandbox);
  });

  test("hides a secret also in the live handle, and when it is not in the set-up any more", async () => {
    const pool = redactingPool(poolOf(leaky()));
    await pool.acquire({ ...request, setup: withSecret });
    const { sandbox } = await pool.acquire(request);
    expect(pool.live("t")).toBe(sandbox);
    const { stdout } = await sandbox.runCell("leak()", { timeoutMs: 0 });
    expect(stdout).toBe("out [REDACTED]");
  });
});
