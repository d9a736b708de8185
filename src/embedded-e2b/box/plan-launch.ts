import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { arch } from "node:process";
import { PROXY_HOST, PROXY_PORT, RELAY_SOCKET } from "./box-relay.ts";
import { bwrapArguments, inside } from "./bwrap-arguments.ts";
import type { BoxFolders } from "./folders.ts";
import { fds, type LaunchPlan } from "./launch.ts";
import { seccompFilter } from "./seccomp/filter.ts";
import { behindWholeProc, type ProcKind } from "./proc-mounts.ts";
import type { SharedFiles } from "./shared-files.ts";
import type { BoxOptions } from "./types.ts";

const MIB = 1024 * 1024;
const SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin";
/** Numeric libraries start some threads for each processor, and threads count as processes. */
const THREADS_PER_PROCESSOR = 8;

/** What a process may reserve beyond what the box may use: stacks of threads, unused heap. */
const DATA_ROOM_MB = 512;

/** Processes and threads that a box may have. */
export function mostTasks({ limits }: BoxOptions): number {
  return limits.processes + THREADS_PER_PROCESSOR * availableParallelism();
}

/** Where a box's processes find things: the same for both kinds of isolation, under other names. */
export interface BoxPaths {
  readonly home: string;
  readonly sockets: string;
  readonly agent: string;
  readonly relay: string;
}

export function pathsInside(
  options: BoxOptions,
  folders: BoxFolders,
  shared: SharedFiles,
): BoxPaths {
  return options.isolation === "bwrap" ? inside : { ...folders, agent: shared.agent };
}

/** Where the agent passes on what is for the relay. */
const PROXY = `http://${PROXY_HOST}:${PROXY_PORT}`;
const HERE = "localhost,127.0.0.1,127.0.0.0/8,::1";

/** Set whatever the network may be: the relay says why it refuses, and what it allows can change. */
const proxyVariables = {
  HTTP_PROXY: PROXY,
  HTTPS_PROXY: PROXY,
  NO_PROXY: HERE,
  http_proxy: PROXY,
  https_proxy: PROXY,
  no_proxy: HERE,
};

/** The variables of every process that is started in a box, beside those of the sandbox. */
export function baseEnvironment({ environment, isolation }: BoxOptions, { home }: BoxPaths) {
  return {
    PATH: `${dirname(environment.python)}:${SYSTEM_PATH}`,
    HOME: home,
    USER: "user",
    LOGNAME: "user",
    SHELL: "/bin/bash",
    LANG: "C.UTF-8",
    ...(isolation === "bwrap" && proxyVariables),
    E2B_SANDBOX: "true",
    E2B_ANALYST_CJK_FONT: environment.cjkFont,
    NLTK_DATA: environment.nltkData,
  };
}

export interface PlanOptions {
  readonly options: BoxOptions;
  readonly folders: BoxFolders;
  readonly shared: SharedFiles;
  readonly uid: number | undefined;
  readonly proc: ProcKind;
  readonly beforeStart: (pids: readonly number[]) => Promise<void>;
}

/** What to start for a box: bubblewrap around the agent, or the agent alone where isolation is off. */
export function planLaunch({
  options,
  folders,
  shared,
  uid,
  proc,
  beforeStart,
}: PlanOptions): LaunchPlan {
  const { environment, isolation } = options;
  const paths = pathsInside(options, folders, shared);
  const agent = [environment.python, "-I", "-S", paths.agent, ...orders(options, paths)];
  const plain = { PATH: SYSTEM_PATH, LANG: "C.UTF-8", HOME: paths.home };
  if (isolation === "none" || environment.bwrap === undefined)
    return {
      command: agent[0]!,
      args: agent.slice(1),
      environment: plain,
      cwd: "/",
      uid,
      beforeStart,
    };
  const seccomp = seccompFilter(arch);
  const args = bwrapArguments({
    ...folders,
    ...shared,
    readOnlyPaths: environment.readOnlyPaths,
    proc,
    ...memoryFolders(options),
    environment: plain,
    seccompFd: seccomp === undefined ? undefined : fds.seccomp,
    infoFd: fds.info,
    blockFd: fds.block,
  });
  const bwrapArgs = ["--args", `${fds.args}`, "--", ...agent];
  const wrapped =
    proc === "uncovered" && uid !== undefined
      ? behindWholeProc(uid, environment.bwrap, bwrapArgs)
      : undefined;
  return {
    command: wrapped?.[0] ?? environment.bwrap,
    args: wrapped?.slice(1) ?? bwrapArgs,
    environment: { PATH: SYSTEM_PATH },
    cwd: "/",
    uid: wrapped === undefined ? uid : undefined,
    beforeStart,
    bwrap: { args, seccomp },
  };
}

/** Sizes of the folders in memory. What is in them counts as memory of the box. */
function memoryFolders({ limits }: BoxOptions) {
  const quarter = Math.floor(limits.memoryMb / 4);
  return { sharedMemoryMb: Math.min(256, quarter), temporaryMb: Math.min(512, quarter) };
}

/** What the agent is told, as `inside/__main__.py` takes it. */
function orders(options: BoxOptions, { home, sockets, relay }: BoxPaths): string[] {
  const { limits, isolation } = options;
  const isolated = isolation === "bwrap";
  const bounds = {
    // One huge allocation is refused, which the program survives. What grows bit by bit must meet
    // the bound of the whole box first: a process with no byte left cannot even report that.
    // Not the address space: some libraries reserve much more of that than they use.
    RLIMIT_DATA: (limits.memoryMb + DATA_ROOM_MB) * MIB,
    RLIMIT_FSIZE: limits.fileMb * MIB,
    RLIMIT_CORE: 0,
    // Counted per user and user namespace: without a namespace the user's own programs count too.
    ...(isolated && { RLIMIT_NPROC: mostTasks(options) }),
  };
  return [
    home,
    sockets,
    isolated ? "own" : "shared",
    // The path of the socket; without a network of its own a box needs no way out.
    isolated ? `${relay}/${RELAY_SOCKET}` : "none",
    ...Object.entries(bounds).map(([name, value]) => `${name}=${value}`),
  ];
}
