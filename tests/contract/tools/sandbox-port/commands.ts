import { describe, expect, test } from "@jest/globals";
import type { Sandbox } from "../../../../tools/ports/sandbox.ts";

/** What every sandbox does with commands. */
export function describeCommands(newSandbox: () => Promise<Sandbox>): void {
  describe("a command", () => {
    let shared: Promise<Sandbox> | undefined;
    const sandboxOf = async () => (shared ??= newSandbox());

    test("gives exit code and both outputs, whatever the code", async () => {
      const sandbox = await sandboxOf();
      expect(await sandbox.runCommand("echo 一; echo two >&2; exit 3")).toEqual({
        exitCode: 3,
        stdout: "一\n",
        stderr: "two\n",
      });
      expect((await sandbox.runCommand("true")).exitCode).toBe(0);
    });

    test("that takes too long is killed with exit code 124", async () => {
      const sandbox = await sandboxOf();
      const seen = await sandbox.runCommand("echo begun; sleep 600", { timeoutMs: 500 });
      expect(seen).toMatchObject({ exitCode: 124, stdout: "begun\n" });
    });

    test("is killed by a cancel", async () => {
      const sandbox = await sandboxOf();
      const controller = new AbortController();
      const running = sandbox.runCommand("sleep 600", { signal: controller.signal });
      controller.abort();
      await expect(running).rejects.toMatchObject({ code: "cancelled" });
    });
  });
}
