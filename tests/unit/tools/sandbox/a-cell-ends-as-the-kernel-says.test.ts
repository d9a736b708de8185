import { describe, expect, test } from "@jest/globals";
import { runCell } from "../../../../tools/sandbox/e2b/run-cell.ts";
import type { SdkSandbox } from "../../../../tools/sandbox/e2b/sdk.ts";

type RunCode = (
  code: string,
  options: {
    timeoutMs: number;
    onStdout: (message: { line: string }) => void;
  },
) => Promise<object>;

/** Only what a cell needs of the SDK, for answers that no server here gives. */
function fakeSdk(runCode: RunCode, run?: (command: string) => void): SdkSandbox {
  return { runCode, commands: { run } } as unknown as SdkSandbox;
}

const whole = { results: [], logs: { stdout: [], stderr: [] }, executionCount: 1 };
const runner = (sdk: SdkSandbox) => ({ sdk, pid: 42, graceMs: 50 });
const LIMIT = { timeoutMs: 0 };

describe("a kernel that is gone", () => {
  test.each([
    ["ContextRestarting", undefined],
    ["UnexpectedEndOfExecution", undefined],
    ["WebSocketError", undefined],
    ["KernelStartError", undefined],
    ["OutOfMemory", true],
  ])("is known by the name %s", async (name, outOfMemory) => {
    const error = { name, value: "some words", traceback: "" };
    const seen = await runCell(runner(fakeSdk(async () => ({ ...whole, error }))), "x", LIMIT);
    expect(seen).toMatchObject({ status: "kernel_died", variablesLost: true, error });
    expect(seen.outOfMemory).toBe(outOfMemory);
  });

  test("is not guessed from words", async () => {
    const error = { name: "ValueError", value: "out of memory, ContextRestarting", traceback: "" };
    const seen = await runCell(runner(fakeSdk(async () => ({ ...whole, error }))), "x", LIMIT);
    expect(seen.status).toBe("error");
  });
});

test("an answer that breaks off before it has begun is a lost sandbox", async () => {
  const cutOff = { results: [], logs: { stdout: [], stderr: [] } };
  const sdk = fakeSdk(async () => cutOff);
  await expect(runCell(runner(sdk), "x", LIMIT)).rejects.toMatchObject({ code: "sandbox_lost" });
});

test("the SDK gets no limit of its own where the cell has none", async () => {
  const limits: number[] = [];
  const sdk = fakeSdk(async (_, { timeoutMs }) => {
    limits.push(timeoutMs);
    return whole;
  });
  await runCell(runner(sdk), "x", { timeoutMs: 0 });
  await runCell(runner(sdk), "x", { timeoutMs: 1_000 });
  expect(limits).toEqual([0, 1_050]);
});

test("output without end interrupts the kernel, because the SDK keeps all of it", async () => {
  const command = Promise.withResolvers<string>();
  const line = "x".repeat(16 * 1024 * 1024);
  const sdk = fakeSdk(async (_, { onStdout }) => {
    for (let index = 0; index < 17; index += 1) onStdout({ line });
    await command.promise;
    return { ...whole, error: { name: "KeyboardInterrupt", value: "", traceback: "there" } };
  }, command.resolve);
  const seen = await runCell(runner(sdk), "x", LIMIT);
  expect(seen).toMatchObject({ status: "error", error: { name: "OutputLimitExceeded" } });
  expect(seen.error?.traceback).toBe("there");
  expect(await command.promise).toContain("kill -INT -- -42");
  expect(seen.stdout.length).toBeLessThan(9 * 1024 * 1024);
});

test("a cell that ends well although its limit was reached is a success", async () => {
  const command = Promise.withResolvers<string>();
  const sdk = fakeSdk(async () => command.promise.then(() => whole), command.resolve);
  expect((await runCell(runner(sdk), "x", { timeoutMs: 1 })).status).toBe("ok");
});
