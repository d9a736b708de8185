import { SandboxNotFoundError } from "@e2b/code-interpreter";
import { ownerKey } from "../ports/caller.ts";
import type { Leases } from "../ports/lease.ts";
import {
  PLAIN_SETUP,
  type AcquiredSandbox,
  type AcquireRequest,
  type Sandbox,
  type SandboxPool,
  type SandboxSetup,
} from "../ports/sandbox.ts";
import { createE2BSandbox, type OpenedSandbox } from "./e2b.ts";
import { diagnose } from "./e2b/diagnose.ts";
import {
  busyError,
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
import { isSameNetwork, lookUpIpv4, type LookUp } from "./setup/network.ts";
import { namesGone } from "./setup/variables.ts";
import {
  bringUp,
  creationOptions,
  namesAsMetadata,
  namesOf,
  setNetwork,
  wantedOf,
  type Wanted,
} from "./setup/wanted.ts";
import { isMarked, markOf, sandboxesOf, type OwnedThread } from "./thread-mark.ts";
import { waitForLease } from "../wait-for-lease.ts";

/** E2B's official template, and the name of the embedded server's. */
const DEFAULT_TEMPLATE = "code-interpreter-v1";
const DEFAULT_GRACE_MS = 5_000;
/** Handles in memory; the oldest go first, and come back by their id. */
const MAX_HANDLES = 500;

export interface SandboxPoolOptions {
  /** Asked before each contact: the embedded server may have to be started, and moves. */
  readonly connect: () => Promise<E2BConnection>;
  /** The same without starting anything: undefined where no service runs, and so no sandbox. */
  readonly find?: () => Promise<E2BConnection | undefined>;
  /** Held while a thread's sandbox is made, so that of several processes one makes it; absent where there is one process. */
  readonly leases?: Leases;
  /** For requests that name none. */
  readonly template?: string;
  readonly setup?: SandboxSetup;
  /** Milliseconds that a sandbox lives on after its last use. */
  readonly lifeMs: number;
  /** Milliseconds that an interrupted cell may take to end by itself. */
  readonly graceMs?: number;
  /** How names become addresses for a service that filters by these. */
  readonly lookUp?: LookUp;
  /** Another folder of start-up code than the project's own. */
  readonly startupFolder?: string;
}

interface Handle extends OpenedSandbox {
  readonly sdk: SdkSandbox;
  /** What it was last brought up to. */
  wanted: Wanted;
  readonly owner: string;
}

/** The slashes keep it apart from every id of a thread, which is the lease of a run. */
const leaseName = ({ caller, threadId }: OwnedThread) => `sandbox/${ownerKey(caller)}/${threadId}`;

/** What a call to the service raised, in our words. */
const faultOf = (error: unknown) =>
  knownError(error) ?? (isFromOutside(error) ? unreachableError(error) : error);

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

  const lock = async (thread: OwnedThread) =>
    options.leases && waitForLease(options.leases, leaseName(thread), busyError);

  const setupOf = (request: AcquireRequest) => request.setup ?? options.setup ?? PLAIN_SETUP;

  /** `known`: names of the variables it was made with; absent for one that is new. */
  const makeHandle = async (
    sdk: SdkSandbox,
    request: AcquireRequest,
    wanted: Wanted,
    known?: readonly string[],
  ): Promise<OpenedSandbox> => {
    startup ??= readStartupPackage(options.startupFolder ?? startupFolder());
    const { envs } = wanted;
    const opened = await createE2BSandbox(sdk, {
      startup: await startup,
      lifeMs,
      graceMs,
      variables: { envs, builtIn: known === undefined },
      gone: namesGone(known ?? [], envs),
    });
    handles.delete(request.threadId);
    handles.set(request.threadId, { sdk, wanted, ...opened, owner: ownerKey(request.caller) });
    const [oldest] = handles.keys();
    if (handles.size > MAX_HANDLES && oldest !== undefined) handles.delete(oldest);
    return opened;
  };

  /** The live handle, when its sandbox still is, brought up to the setup; the ping extends its life. */
  const reuse = async (handle: Handle, wanted: Wanted): Promise<Sandbox | undefined> => {
    try {
      await handle.sdk.setTimeout(lifeMs);
      await bringUp(handle, handle.wanted, wanted);
      handle.wanted = wanted;
      return handle.sandbox;
    } catch {
      // Why it failed shows when the sandbox is looked for by its id.
      return undefined;
    }
  };

  /** The sandbox of an id that came from the state; undefined when it is gone, dead or not the thread's. */
  const resume = async (client: SdkClient, id: string, request: AcquireRequest, wanted: Wanted) => {
    let sdk: SdkSandbox;
    let known: string[];
    try {
      const info = await client.Sandbox.getInfo(id);
      if (!isMarked(info.metadata, request)) return undefined;
      known = namesOf(info.metadata);
      // A paused one goes on where it stopped.
      sdk = await client.Sandbox.connect(id, { timeoutMs: lifeMs });
      if (!isSameNetwork(info, wanted.network)) await setNetwork(sdk, wanted);
    } catch (error) {
      if (error instanceof SandboxNotFoundError) return undefined;
      throw faultOf(error);
    }
    try {
      return await makeHandle(sdk, request, wanted, known);
    } catch (error) {
      if (!isFromOutside(error) && knownError(error) === undefined) throw error;
      if ((await diagnose(sdk)) === "unreachable") throw unreachableError(error);
      await sdk.kill().catch(() => undefined);
      return undefined;
    }
  };

  const create = async (
    client: SdkClient,
    request: AcquireRequest,
    wanted: Wanted,
  ): Promise<OpenedSandbox> => {
    const template = request.template ?? options.template ?? DEFAULT_TEMPLATE;
    let sdk: SdkSandbox;
    try {
      sdk = await client.Sandbox.create(template, {
        timeoutMs: lifeMs,
        metadata: { ...markOf(request), ...namesAsMetadata(wanted.envs) },
        ...creationOptions(wanted),
        lifecycle: { onTimeout: setupOf(request).onIdle },
      });
    } catch (error) {
      throw creationError(error, template);
    }
    try {
      return await makeHandle(sdk, request, wanted);
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
    const wantedFrom = async ({ filtersPorts = false }: { filtersPorts?: boolean }) =>
      wantedOf(setupOf(request), filtersPorts, options.lookUp ?? lookUpIpv4);
    const reused = live && (await reuse(live, await wantedFrom(live.wanted)));
    if (reused !== undefined) return { sandbox: reused, status: "reused" };
    handles.delete(request.threadId);

    const connection = await options.connect();
    const client = createClient(connection);
    const wanted = await wantedFrom(connection);
    const known = request.sandboxId ?? live?.sandbox.id;
    const resumed = known === undefined ? undefined : await resume(client, known, request, wanted);
    if (resumed !== undefined) return { ...resumed, status: "resumed" };
    return make(client, known, request, wanted);
  };

  /**
   * A sandbox for a thread whose known one is gone, or that knows of none: one that another process
   * has made meanwhile, or that was made just before a crash, is found by its mark.
   */
  const make = async (
    client: SdkClient,
    lost: string | undefined,
    request: AcquireRequest,
    wanted: Wanted,
  ): Promise<AcquiredSandbox> => {
    const lease = await lock(request);
    try {
      const others = await sandboxesOf(client, request).catch((error: unknown) => {
        throw faultOf(error);
      });
      for (const id of others) {
        const found = id === lost ? undefined : await resume(client, id, request, wanted);
        if (found !== undefined)
          return { ...found, status: lost === undefined ? "resumed" : "replaced" };
      }
      const made = await create(client, request, wanted);
      return { ...made, status: lost === undefined ? "created" : "replaced" };
    } finally {
      await lease?.release();
    }
  };

  const killById = async (client: SdkClient, sandboxId: string): Promise<boolean> => {
    for (const [threadId, { sandbox }] of handles)
      if (sandbox.id === sandboxId) handles.delete(threadId);
    try {
      return await client.Sandbox.kill(sandboxId);
    } catch (error) {
      throw faultOf(error);
    }
  };

  /** Nothing is started only to end what cannot be there. */
  const existing = async () => {
    const connection = await (options.find ?? options.connect)();
    return connection && createClient(connection);
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
      const client = await existing();
      return client !== undefined && killById(client, sandboxId);
    },
    async release(caller, threadId) {
      const thread = { caller, threadId };
      handles.delete(threadId);
      const lease = await lock(thread);
      try {
        const client = await existing();
        if (client === undefined) return 0;
        const ids = await sandboxesOf(client, thread).catch((error: unknown) => {
          throw faultOf(error);
        });
        const killed = await Promise.all(ids.map(async (id) => killById(client, id)));
        return killed.filter(Boolean).length;
      } finally {
        await lease?.release();
      }
    },
  };
}
