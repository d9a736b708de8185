import type { AnalystError } from "./errors.ts";
import type { Lease, Leases } from "./ports/lease.ts";

const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 500;
/** Far longer than the making of a sandbox takes. */
const PATIENCE_MS = 180_000;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The lease of a name, waited for while somebody else holds it; `late` says what took too long. */
export async function waitForLease(
  leases: Leases,
  name: string,
  late: () => AnalystError,
): Promise<Lease> {
  const started = performance.now();
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    const lease = await leases.acquire(name);
    if (lease !== undefined) return lease;
    if (performance.now() - started > PATIENCE_MS) throw late();
    await sleep(wait);
  }
}
