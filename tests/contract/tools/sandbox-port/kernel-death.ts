import { describe, expect, test } from "@jest/globals";
import type { Sandbox } from "../../../../tools/ports/sandbox.ts";

const LIMIT = { timeoutMs: 60_000 };

/** What every sandbox does when the code ends its kernel. */
export function describeKernelDeath(newSandbox: () => Promise<Sandbox>): void {
  describe("a kernel that dies", () => {
    test.each([
      ["exit()", "exit()"],
      ["quit()", "quit()"],
      ["os._exit(1)", "import os\nos._exit(1)"],
      ["SIGKILL", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"],
      ["a crash in native code", "import faulthandler\nfaulthandler._sigsegv()"],
    ])(
      "by %s is told, files stay, and the next cell works with the start-up code",
      async (_, code) => {
        const sandbox = await newSandbox();
        await sandbox.runCell("x = 1\nopen('kept.txt', 'w').write('kept')", LIMIT);
        const seen = await sandbox.runCell(code, LIMIT);
        expect(seen).toMatchObject({ status: "kernel_died", variablesLost: true });
        expect(seen.error?.name).toBe("ContextRestarting");
        const next = await sandbox.runCell(
          "import sys\nprint('x' in dir(), open('kept.txt').read(), 'e2b_analyst' in sys.modules)",
          LIMIT,
        );
        expect(next).toMatchObject({ status: "ok", stdout: "False kept True\n" });
      },
    );

    test("can still be interrupted when it has been replaced", async () => {
      const sandbox = await newSandbox();
      await sandbox.runCell("exit()", LIMIT);
      const seen = await sandbox.runCell("y = 2\nwhile True: pass", { timeoutMs: 500 });
      expect(seen).toMatchObject({ status: "timeout" });
      expect((await sandbox.runCell("y", LIMIT)).results[0]?.text).toBe("2");
    });

    test("between two cells is told by the next one, which does not run", async () => {
      const sandbox = await newSandbox();
      const { stdout } = await sandbox.runCell(
        "import os, threading\nthreading.Timer(0.2, os._exit, [1]).start()\nprint(os.getpid())",
        LIMIT,
      );
      await sandbox.runCommand(`while kill -0 ${Number(stdout)}; do sleep 0.05; done`);
      const seen = await sandbox.runCell("open('ran.txt', 'w')", LIMIT);
      expect(seen).toMatchObject({ status: "kernel_died", variablesLost: true });
      expect(await sandbox.files.stat("ran.txt")).toBeUndefined();
      expect((await sandbox.runCell("1", LIMIT)).status).toBe("ok");
    });
  });
}
