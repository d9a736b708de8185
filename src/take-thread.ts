import { setTimeout as sleep } from "node:timers/promises";
import { AnalystError } from "../tools/errors.ts";
import type { Lease, Leases } from "../tools/ports/lease.ts";
import type { RunRequest } from "./run-request.ts";

const LOOK_MS = 200;

const busy = (threadId: string) =>
  new AnalystError(
    "thread_busy",
    {
      en: `A run is already working on thread ${threadId}: wait for it, or use another thread.`,
      zh: `会话 ${threadId} 正有一次运行在进行：请等待它结束，或使用其他会话。`,
    },
    { retryable: true },
  );

const stopped = () =>
  new AnalystError("cancelled", { en: "Stopped at your request.", zh: "已按你的要求停止。" });

/** The lease of a thread, waited for as long as the request is patient. Raises `thread_busy`, `cancelled`. */
export async function takeThread(
  leases: Leases,
  threadId: string,
  { patienceMs = 0, signal }: Pick<RunRequest, "patienceMs" | "signal">,
): Promise<Lease> {
  for (let waited = 0; ; waited += LOOK_MS) {
    const lease = await leases.acquire(threadId);
    if (lease !== undefined) return lease;
    if (waited >= patienceMs) throw busy(threadId);
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {
      throw stopped();
    });
  }
}
