import { SandboxNotFoundError } from "@e2b/code-interpreter";
import { ownerKey } from "../ports/caller.ts";
import type { AcquiredSandbox, AcquireRequest, Sandbox, SandboxPool } from "../ports/sandbox.ts";
import { createE2BSandbox } from "./e2b.ts";
import { diagnose } from "./e2b/diagnose.ts";
import {
  cancelledError,
  isFromOutside,
  knownError,
  lostError,
  noInterpreterError,
  unreachableError,
} from "./e2b/sandbox-errors.ts";
import { createClient, type E2BConnection, type SdkClient, type SdkSandbox } from "./e2b/sdk.ts";
import { creationError } from "./e2b/creation-error.ts";
import { readStartupPackage, startupFolder, type StartupPackage } from "./startup.ts";

/** E2B's official template, and the name of the embedded server's. */
const DEFAULT_TEMPLATE = "code-interpreter-v1";
const DEFAULT_GRACE_MS = 5_000;
/** Handles in memory; the oldest go first, and come back by their id. */
const MAX_HANDLES = 500;

export interface SandboxPoolOptions {
  /** Asked before each contact: the embedded server may have to be started, and moves. */
  readonly connect: () => Promise<E2BConnection>;
  /** For requests that name none. */
  readonly template?: string;
  /** Milliseconds that a sandbox lives on after its last use. */
  readonly lifeMs: number;
  /** Milliseconds that an interrupted cell may take to end by itself. */
  readonly graceMs?: number;
  /** Another folder of start-up code than the project's own. */
  readonly startupFolder?: string;
}

interface Handle {
  readonly sdk: SdkSandbox;
  readonly sandbox: Sandbox;
  readonly owner: string;
}

const metadataOf = ({ threadId, caller }: AcquireRequest) => ({
  app: "e2b-data-analyst",
  threadId,
  owner: ownerKey(caller),
});

/** Gives up waiting, not the work: a sandbox that is being made is there for the next call. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(cancelledError());
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", abort));
}

/** The sandboxes of all threads, on E2B's cloud or the embedded server. */
export function createSandboxPool(options: SandboxPoolOptions): SandboxPool {
  const { lifeMs, graceMs = DEFAULT_GRACE_MS } = options;
  const handles = new Map<string, Handle>();
  const opening = new Map<string, Promise<AcquiredSandbox>>();
  let startup: Promise<StartupPackage> | undefined;

  const makeHandle = async (sdk: SdkSandbox, request: AcquireRequest): Promise<Sandbox> => {
    startup ??= readStartupPackage(options.startupFolder ?? startupFolder());
    const sandbox = await createE2BSandbox(sdk, { startup: await startup, lifeMs, graceMs });
    handles.delete(request.threadId);
    handles.set(request.threadId, { sdk, sandbox, owner: ownerKey(request.caller) });
    const [oldest] = handles.keys();
    if (handles.size > MAX_HANDLES && oldest !== undefined) handles.delete(oldest);
    return sandbox;
  };

  /** The live handle, when its sandbox still is; the ping extends its life. */
  const reuse = async (handle: Handle): Promise<Sandbox | undefined> => {
    try {
      await handle.sdk.setTimeout(lifeMs);
      return handle.sandbox;
    } catch {
      // Why it failed shows when the sandbox is looked for by its id.
      return undefined;
    }
  };

  /** The sandbox of an id that came from the state; undefined when it is gone, dead or not the thread's. */
  const resume = async (client: SdkClient, id: string, request: AcquireRequest) => {
    let sdk: SdkSandbox;
    try {
      const { metadata } = await client.Sandbox.getInfo(id);
      if (metadata.threadId !== request.threadId || metadata.owner !== ownerKey(request.caller))
        return undefined;
      sdk = await client.Sandbox.connect(id, { timeoutMs: lifeMs });
    } catch (error) {
      if (error instanceof SandboxNotFoundError) return undefined;
      throw knownError(error) ?? (isFromOutside(error) ? unreachableError(error) : error);
    }
    try {
      return await makeHandle(sdk, request);
    } catch (error) {
      if (!isFromOutside(error) && knownError(error) === undefined) throw error;
      if ((await diagnose(sdk)) === "unreachable") throw unreachableError(error);
      await sdk.kill().catch(() => undefined);
      return undefined;
    }
  };

  const create = async (client: SdkClient, request: AcquireRequest): Promise<Sandbox> => {
    const template = request.template ?? options.template ?? DEFAULT_TEMPLATE;
    let sdk: SdkSandbox;
    try {
      sdk = await client.Sandbox.create(template, {
        timeoutMs: lifeMs,
        metadata: metadataOf(request),
      });
    } catch (error) {
      throw creationError(error, template);
    }
    try {
      return await makeHandle(sdk, request);
    } catch (error) {
      const condition = await diagnose(sdk);
      await sdk.kill().catch(() => undefined);
      if (condition === "no_interpreter") throw noInterpreterError(template);
      throw knownError(error) ?? (isFromOutside(error) ? lostError(error) : error);
    }
  };

  const open = async (request: AcquireRequest): Promise<AcquiredSandbox> => {
    const held = handles.get(request.threadId);
    const live =
      held?.owner === ownerKey(request.caller) &&
      (request.sandboxId ?? held.sandbox.id) === held.sandbox.id
        ? held
        : undefined;
    const reused = live && (await reuse(live));
    if (reused !== undefined) return { sandbox: reused, status: "reused" };
    handles.delete(request.threadId);

    const client = createClient(await options.connect());
    const known = request.sandboxId ?? live?.sandbox.id;
    if (known === undefined) return { sandbox: await create(client, request), status: "created" };
    const resumed = await resume(client, known, request);
    if (resumed !== undefined) return { sandbox: resumed, status: "resumed" };
    return { sandbox: await create(client, request), status: "replaced" };
  };

  return {
    async acquire(request) {
      const key = JSON.stringify([ownerKey(request.caller), request.threadId]);
      const underWay = opening.get(key);
      if (underWay !== undefined) {
        const { sandbox } = await orAborted(underWay, request.signal);
        return { sandbox, status: "reused" };
      }
      const opened = open(request).finally(() => opening.delete(key));
      opening.set(key, opened);
      opened.catch(() => undefined);
      return orAborted(opened, request.signal);
    },
    live: (threadId) => handles.get(threadId)?.sandbox,
    forget(threadId) {
      handles.delete(threadId);
    },
    async kill(sandboxId) {
      for (const [threadId, { sandbox }] of handles)
        if (sandbox.id === sandboxId) handles.delete(threadId);
      try {
        return await createClient(await options.connect()).Sandbox.kill(sandboxId);
      } catch (error) {
        throw knownError(error) ?? (isFromOutside(error) ? unreachableError(error) : error);
      }
    },
  };
}
