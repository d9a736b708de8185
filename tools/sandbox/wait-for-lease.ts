import { AnalystError } from "../errors.ts";
import type { Lease, Leases } from "../ports/lease.ts";

const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 500;
/** Far longer than the making of a sandbox takes. */
const PATIENCE_MS = 180_000;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The lease of a name, waited for while somebody else holds it. Raises `sandbox_unavailable`. */
export async function waitForLease(leases: Leases, name: string): Promise<Lease> {
  const started = performance.now();
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    const lease = await leases.acquire(name);
    if (lease !== undefined) return lease;
    if (performance.now() - started > PATIENCE_MS) {
      throw new AnalystError(
        "sandbox_unavailable",
        {
          en: "Another process has been making this conversation's sandbox for too long. Try again.",
          zh: "另一个进程正在为此会话创建沙箱，耗时过长。请重试。",
        },
        { retryable: true },
      );
    }
    await sleep(wait);
  }
}
