import type { Logger } from "../../logger.ts";
import { killCommands } from "../envd-door.ts";
import type { Workspace, WorkspaceRequest } from "../workspace.ts";
import { ApiError } from "./api-error.ts";
import { createLiveSandbox, type LiveSandbox, type SandboxSpec } from "./live-sandbox.ts";

/** Ids of which is still known why they ended, for the message of a late request. */
const REMEMBERED_ENDS = 200;

export interface SandboxesOptions {
  readonly open: (request: WorkspaceRequest) => Promise<Workspace>;
  readonly maxSandboxes: number;
  /** At the limit, one that nobody has used for so long makes room; never when absent. */
  readonly evictAfterMs?: number;
  readonly now: () => number;
  readonly logger: Logger;
}

/** All sandboxes of the server. */
export interface Sandboxes {
  create(spec: SandboxSpec, request: WorkspaceRequest): Promise<LiveSandbox>;
  find(id: string): LiveSandbox | undefined;
  /** Why a sandbox is not there any more, where that is still known. */
  endOf(id: string): string | undefined;
  all(): LiveSandbox[];
  /** Sandboxes that live or are being made. */
  readonly count: number;
  killAll(): Promise<void>;
}

export function createSandboxes(options: SandboxesOptions): Sandboxes {
  const live = new Map<string, LiveSandbox>();
  const ends = new Map<string, string>();
  let starting = 0;

  function remember(id: string, reason: string): void {
    live.delete(id);
    ends.set(id, reason);
    const [oldest] = ends.keys();
    if (ends.size > REMEMBERED_ENDS && oldest !== undefined) ends.delete(oldest);
    options.logger.info({ sandbox: id, reason }, "sandbox ended");
  }

  /** Ends the sandbox that has been idle longest, so that a person may open one conversation after the other. */
  async function makeRoom(): Promise<boolean> {
    const { evictAfterMs = Infinity } = options;
    const [idlest] = [...live.values()].toSorted((a, b) => b.idleMs - a.idleMs);
    if (idlest === undefined || idlest.idleMs < Math.max(evictAfterMs, 1)) return false;
    await idlest.evict();
    return true;
  }

  return {
    async create(spec, request) {
      // Counted before room is made for it, or two at once would share the room of one.
      starting += 1;
      try {
        if (live.size + starting > options.maxSandboxes && !(await makeRoom())) {
          throw new ApiError(
            429,
            `The embedded E2B server runs ${options.maxSandboxes} sandboxes at most; kill one first`,
          );
        }
        const workspace = await options.open(request);
        const sandbox = createLiveSandbox(workspace, spec, request.network, {
          now: options.now,
          onEnd: (reason) => remember(workspace.id, reason),
          killCommands,
          onFault: (err) => options.logger.error({ err, sandbox: workspace.id }, "sandbox failed"),
        });
        live.set(sandbox.id, sandbox);
        options.logger.info({ sandbox: sandbox.id, template: spec.template }, "sandbox created");
        return sandbox;
      } finally {
        starting -= 1;
      }
    },
    find: (id) => live.get(id),
    endOf: (id) => ends.get(id),
    all: () => [...live.values()],
    get count() {
      return live.size + starting;
    },
    async killAll() {
      await Promise.all([...live.values()].map((sandbox) => sandbox.kill()));
    },
  };
}
