import type { Socket } from "node:net";
import type { Box } from "../box/types.ts";
import { createMutex } from "../interpreter/mutex.ts";
import type { NetworkPolicy } from "../relay/network-policy.ts";
import type { Workspace } from "../workspace.ts";
import { newToken } from "./identity.ts";

/** What the caller of create asked for. */
export interface SandboxSpec {
  readonly template: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly envs: Readonly<Record<string, string>>;
  readonly lifeMs: number;
  readonly onTimeout: "kill" | "pause";
  /** What `onTimeout: "pause"` keeps. */
  readonly keepMemory: boolean;
  readonly autoResume: boolean;
  /** False: even the code interpreter wants a token of its own. */
  readonly publicTraffic: boolean;
}

/** One sandbox as clients see it, from create to its end. */
export interface LiveSandbox {
  readonly id: string;
  readonly spec: SandboxSpec;
  readonly workspace: Workspace;
  readonly accessToken: string;
  readonly trafficToken: string | undefined;
  /** What it may reach outside. */
  readonly network: NetworkPolicy;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endAt: number;
  readonly state: "running" | "paused";
  /** Milliseconds since a client was last connected to something in it, 0 while one is. */
  readonly idleMs: number;
  /** Remembers a connection that must not outlive the sandbox; call the result when it is done. */
  hold(socket: Socket): () => void;
  /** Sets the end from now on, which may be earlier than before. */
  setLife(ms: number): void;
  /** Moves the end, but only to later. */
  extendLife(ms: number): void;
  /** False when it was paused already. Interrupts what runs, because its connection ends. */
  pause(keepMemory: boolean): Promise<boolean>;
  /** False when it was running already. */
  resume(lifeMs: number): Promise<boolean>;
  /** False, and nothing done, when it is paused. */
  setNetwork(policy: NetworkPolicy): Promise<boolean>;
  /** Tears every connection and ends every process. */
  kill(): Promise<void>;
  /** The same, to make room for another sandbox. */
  evict(): Promise<void>;
}

export interface LiveSandboxOptions {
  readonly now: () => number;
  /** Called once, as soon as the sandbox cannot be used any more. */
  readonly onEnd: (reason: string) => void;
  readonly onFault: (error: unknown) => void;
  /** Ends the processes that were started beside the code interpreter. */
  readonly killCommands: (box: Box) => Promise<void>;
}

const END_REASONS = {
  killed: "it was killed",
  evicted: "it made room for another one",
  expired: "its timeout was reached",
  out_of_memory: "it used up its memory",
  disk_full: "it used up its disk space",
  died: "its processes ended unexpectedly",
} as const;

export function createLiveSandbox(
  workspace: Workspace,
  spec: SandboxSpec,
  firstNetwork: NetworkPolicy,
  options: LiveSandboxOptions,
): LiveSandbox {
  const { box, contexts } = workspace;
  const sockets = new Set<Socket>();
  const changes = createMutex();
  const startedAt = options.now();
  let network = firstNetwork;
  let endAt = startedAt;
  let usedAt = startedAt;
  let state: "running" | "paused" = "running";
  let ended = false;
  let killed: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  function schedule(end: number): void {
    clearTimeout(timer);
    endAt = end;
    if (!ended) timer = setTimeout(expire, Math.max(0, end - options.now()));
  }

  function expire(): void {
    const done = spec.onTimeout === "pause" ? pause(spec.keepMemory) : end("expired");
    done.catch(options.onFault);
  }

  function tear(): void {
    // A polite end would make the SDK take a cut answer for a whole one.
    for (const socket of sockets) socket.resetAndDestroy();
    sockets.clear();
  }

  async function end(reason: keyof typeof END_REASONS): Promise<void> {
    if (!ended) {
      ended = true;
      clearTimeout(timer);
      options.onEnd(END_REASONS[reason]);
      tear();
    }
    // A box that ended by itself is killed too: that removes what it left.
    killed ??= box.kill();
    await killed;
  }

  async function changing<T>(change: () => Promise<T>): Promise<T> {
    const release = await changes.acquire();
    try {
      return await change();
    } finally {
      release();
    }
  }

  const pause = (keepMemory: boolean) =>
    changing(async () => {
      if (state === "paused") return false;
      clearTimeout(timer);
      state = "paused";
      tear();
      await contexts?.idle();
      if (!keepMemory) await Promise.all([contexts?.reset(), options.killCommands(box)]);
      if (!ended) await box.freeze();
      return true;
    });

  void box.exited.then((reason) => end(reason)).catch(options.onFault);
  schedule(startedAt + spec.lifeMs);

  return {
    id: workspace.id,
    spec,
    workspace,
    accessToken: newToken(),
    trafficToken: spec.publicTraffic ? undefined : newToken(),
    startedAt,
    get network() {
      return network;
    },
    get endAt() {
      return endAt;
    },
    get state() {
      return state;
    },
    get idleMs() {
      return sockets.size > 0 ? 0 : options.now() - usedAt;
    },
    hold(socket) {
      sockets.add(socket);
      return () => {
        sockets.delete(socket);
        usedAt = options.now();
      };
    },
    setLife(ms) {
      if (state === "running") schedule(options.now() + ms);
    },
    extendLife(ms) {
      const wanted = options.now() + ms;
      if (state === "running" && wanted > endAt) schedule(wanted);
    },
    pause,
    resume: (lifeMs) =>
      changing(async () => {
        if (state === "running") return false;
        await box.thaw();
        await contexts?.defaultOf().start();
        state = "running";
        schedule(options.now() + lifeMs);
        return true;
      }),
    setNetwork: (policy) =>
      changing(async () => {
        if (state === "paused") return false;
        await box.setNetwork(policy);
        network = policy;
        return true;
      }),
    kill: () => end("killed"),
    evict: () => end("evicted"),
  };
}
