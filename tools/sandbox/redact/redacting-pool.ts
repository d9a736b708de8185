import type { Sandbox, SandboxPool } from "../../ports/sandbox.ts";
import { redactSandbox } from "./redacted-sandbox.ts";
import { createRedactor } from "./redactor.ts";

/**
 * A pool whose sandboxes do not give out the secrets of their set-up. What a sandbox was once given
 * stays hidden as long as its handle lives: its variables may hold it still. A sandbox without
 * secrets is handed out as it is.
 */
export function redactingPool(pool: SandboxPool): SandboxPool {
  const wrapped = new WeakMap<Sandbox, { secrets: readonly string[]; sandbox: Sandbox }>();

  const hide = (sandbox: Sandbox, secrets: readonly string[]): Sandbox => {
    const known = wrapped.get(sandbox);
    const all = [...new Set([...(known?.secrets ?? []), ...secrets])];
    if (known?.secrets.length === all.length) return known.sandbox;
    if (all.length === 0) return sandbox;
    const redacted = redactSandbox(sandbox, createRedactor(all));
    wrapped.set(sandbox, { secrets: all, sandbox: redacted });
    return redacted;
  };

  return {
    ...pool,
    async acquire(request) {
      const { sandbox, ...rest } = await pool.acquire(request);
      return { ...rest, sandbox: hide(sandbox, request.setup?.secrets ?? []) };
    },
    live(threadId) {
      const sandbox = pool.live(threadId);
      return sandbox && hide(sandbox, []);
    },
  };
}
