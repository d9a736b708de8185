import { describe, expect, test } from "@jest/globals";
import type { Sandbox } from "../../../../tools/ports/sandbox.ts";

const LIMIT = { timeoutMs: 60_000 };
const ENDLESS =
  "import time\nmark = 7\nprint('begun', flush=True)\nwhile True:\n    time.sleep(0.05)";
/** Ignores every interrupt. */
const STUBBORN =
  "import time\nmark = 7\nprint('begun', flush=True)\nwhile True:\n    try:\n        time.sleep(0.05)\n    except KeyboardInterrupt:\n        pass";

/** Runs a cell and cancels it as soon as it has printed something. */
async function cancelled(sandbox: Sandbox, code: string, timeoutMs = 0) {
  const controller = new AbortController();
  return sandbox.runCell(code, {
    timeoutMs,
    signal: controller.signal,
    onStdout: () => controller.abort(),
  });
}

/** What every sandbox does with code that does not end by itself. */
export function describeInterrupts(newSandbox: () => Promise<Sandbox>): void {
  describe("a limit that is reached", () => {
    test("interrupts the code, keeps its variables, and the next cell works at once", async () => {
      const sandbox = await newSandbox();
      const seen = await sandbox.runCell(ENDLESS, { timeoutMs: 1_000 });
      expect(seen).toMatchObject({
        status: "timeout",
        stdout: "begun\n",
        error: { name: "CellTimeout" },
      });
      expect(seen.error?.value).toContain("1 s");
      expect(seen.error?.traceback).toContain("time.sleep(0.05)");
      expect(seen.variablesLost).toBeUndefined();
      expect((await sandbox.runCell("mark", LIMIT)).results[0]?.text).toBe("7");
    });

    test("works again and again, also when it is over before the code has begun", async () => {
      const sandbox = await newSandbox();
      await sandbox.runCell("mark = 7", LIMIT);
      for (const timeoutMs of [1, 5, 20, 100]) {
        const seen = await sandbox.runCell("while True: pass", { timeoutMs });
        expect(seen.status).toBe("timeout");
      }
      expect((await sandbox.runCell("mark", LIMIT)).results[0]?.text).toBe("7");
    });

    test("stops what the code has started too", async () => {
      const sandbox = await newSandbox();
      const seen = await sandbox.runCell("!sleep 600", { timeoutMs: 500 });
      expect(["timeout", "ok"]).toContain(seen.status);
      const left = await sandbox.runCommand("pgrep -f 'sleep 60[0]' || true");
      expect(left.stdout).toBe("");
    });

    test("that the code ignores ends in a new kernel, and says so", async () => {
      const sandbox = await newSandbox();
      const seen = await sandbox.runCell(STUBBORN, { timeoutMs: 500 });
      expect(seen).toMatchObject({ status: "timeout", variablesLost: true });
      expect(seen.error?.value).toContain("all variables are gone");
      expect((await sandbox.runCell("'mark' in dir()", LIMIT)).results[0]?.text).toBe("False");
    });

    test("that is never reached changes nothing", async () => {
      const sandbox = await newSandbox();
      const seen = await sandbox.runCell("import time\ntime.sleep(0.2)\n5", { timeoutMs: 30_000 });
      expect(seen).toMatchObject({ status: "ok", results: [{ text: "5" }] });
    });
  });

  describe("a cancel", () => {
    test("interrupts the code, keeps its variables, and the next cell works at once", async () => {
      const sandbox = await newSandbox();
      const seen = await cancelled(sandbox, ENDLESS);
      expect(seen).toMatchObject({ status: "cancelled", error: { name: "CellCancelled" } });
      expect(seen.variablesLost).toBeUndefined();
      expect((await sandbox.runCell("mark", LIMIT)).results[0]?.text).toBe("7");
    });

    test("works beside a limit", async () => {
      const seen = await cancelled(await newSandbox(), ENDLESS, 60_000);
      expect(seen.status).toBe("cancelled");
    });

    test("that the code ignores ends in a new kernel, also without a limit", async () => {
      const sandbox = await newSandbox();
      const seen = await cancelled(sandbox, STUBBORN);
      expect(seen).toMatchObject({ status: "cancelled", variablesLost: true });
      expect((await sandbox.runCell("1 + 1", LIMIT)).status).toBe("ok");
    });

    test("before the cell has begun is one too", async () => {
      const sandbox = await newSandbox();
      const seen = await sandbox.runCell(ENDLESS, { ...LIMIT, signal: AbortSignal.abort() });
      expect(seen.status).toBe("cancelled");
      expect((await sandbox.runCell("1 + 1", LIMIT)).status).toBe("ok");
    });

    test("after the cell has ended does nothing", async () => {
      const sandbox = await newSandbox();
      const controller = new AbortController();
      const seen = await sandbox.runCell("1", { ...LIMIT, signal: controller.signal });
      controller.abort();
      expect(seen.status).toBe("ok");
      expect((await sandbox.runCell("2", LIMIT)).results[0]?.text).toBe("2");
    });
  });
}
