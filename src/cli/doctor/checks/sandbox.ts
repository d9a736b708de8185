import { randomUUID } from "node:crypto";
import type { Sandbox } from "../../../../tools/ports/sandbox.ts";
import type { Check } from "../check.ts";
import { localCaller } from "../../../../tools/ports/caller.ts";

const CELL_TIMEOUT_MS = 60_000;
const SHOWN_PROCESSES = 12;

/** Every process that the sandbox sees, by name; a wall that leaks would show the host's. */
const LIST_PROCESSES = `import pathlib
for _p in sorted((p for p in pathlib.Path("/proc").iterdir() if p.name.isdigit()), key=lambda p: int(p.name)):
    try: print(_p.name, (_p / "comm").read_text().strip())
    except OSError: pass`;

/** Creates one, runs a cell, lists its processes, and takes it away again. */
export const sandboxCheck: Check = {
  id: "sandbox",
  name: { en: "Sandbox", zh: "沙箱" },
  async run({ sandboxes, signal, isBlocked }) {
    if (isBlocked) {
      return {
        status: "warn",
        detail: { en: "not tried: see above", zh: "未尝试：原因见上" },
      };
    }
    const threadId = `doctor-${randomUUID()}`;
    const startedAt = performance.now();
    const { sandbox } = await sandboxes.acquire({ threadId, caller: localCaller, signal });
    try {
      const sum = await runCode(sandbox, "print(6 * 7)", signal);
      const took = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
      if (sum.trim() !== "42") {
        return {
          status: "fail",
          detail: { en: `a cell printed ${sum} instead of 42`, zh: `单元输出 ${sum}，应为 42` },
        };
      }
      const listed = (await runCode(sandbox, LIST_PROCESSES, signal)).trim().split("\n");
      const names = listed.slice(0, SHOWN_PROCESSES).join(", ");
      return {
        status: "ok",
        detail: {
          en: `first cell after ${took}; its processes: ${names}`,
          zh: `首个单元用时 ${took}；其中的进程：${names}`,
        },
      };
    } finally {
      await sandboxes.kill(sandbox.id).catch(() => false);
    }
  },
};

async function runCode(sandbox: Sandbox, code: string, signal: AbortSignal): Promise<string> {
  const { stdout, error } = await sandbox.runCell(code, { timeoutMs: CELL_TIMEOUT_MS, signal });
  return error === undefined ? stdout : `${error.name}: ${error.value}`;
}
