import { join } from "node:path";
import { createAgent } from "./agent/client.ts";
import { dial } from "./agent/dial.ts";
import { boxRoots, makeBoxFolders, type BoxFolders } from "./folders.ts";
import { makeBoxRelay, type BoxRelay } from "./box-relay.ts";
import { createGuard } from "./guard.ts";
import { launch, LaunchFault, type Launched } from "./launch.ts";
import { bwrapMissing, launchError } from "./launch-error.ts";
import { makeCgroup, type BoxCgroup } from "./limits/cgroup.ts";
import { withProc } from "./with-proc.ts";
import { seedHome } from "./seed-home.ts";
import { signalAll } from "./limits/processes.ts";
import { pinSocket } from "./pin-socket.ts";
import { baseEnvironment, mostTasks, pathsInside, planLaunch } from "./plan-launch.ts";
import { run } from "./run-command.ts";
import { prepareSharedFiles, type SharedFiles } from "./shared-files.ts";
import type { Box, BoxExitReason, BoxOptions } from "./types.ts";
import { boxesHaveUsers, leaseUid, type UidLease } from "./uid-lease.ts";

/** What a box holds of this machine, as far as it has got it. */
interface Resources {
  readonly lease: UidLease | undefined;
  folders: BoxFolders | undefined;
  cgroup: BoxCgroup | undefined;
  /** The way out of a box that has a network of its own. */
  relay: BoxRelay | undefined;
}

/** Makes and starts one box. Raises `sandbox_isolation` where this machine cannot isolate. */
export async function createBox(options: BoxOptions): Promise<Box> {
  const box = await makeBox(options);
  try {
    await box.setNetwork(options.network);
    return box;
  } catch (error) {
    await box.kill();
    throw error;
  }
}

async function makeBox(options: BoxOptions): Promise<Box> {
  if (options.isolation === "bwrap" && options.environment.bwrap === undefined)
    throw bwrapMissing();
  const haveUsers = boxesHaveUsers();
  const roots = await boxRoots(options.stateDir, haveUsers);
  const shared = await prepareSharedFiles(roots.shared, options.environment.python);
  const lease = haveUsers ? await leaseUid() : undefined;
  const resources: Resources = { lease, folders: undefined, cgroup: undefined, relay: undefined };
  try {
    const folders = await makeBoxFolders(roots.boxes, options.id, lease?.uid);
    resources.folders = folders;
    resources.cgroup = await makeCgroup(options.id, {
      memoryMb: options.limits.memoryMb,
      tasks: mostTasks(options),
    });
    if (options.isolation === "bwrap")
      resources.relay = await makeBoxRelay(folders.relay, options, lease?.uid);
    await seedHome(folders.home, options.environment, lease?.uid);
    return await start(options, shared, folders, resources);
  } catch (error) {
    await release(resources);
    throw error instanceof LaunchFault ? launchError(error, haveUsers) : error;
  }
}

async function release({ folders, lease, cgroup, relay }: Resources): Promise<void> {
  await relay?.close();
  await cgroup?.remove();
  await folders?.remove();
  lease?.release();
}

async function start(
  options: BoxOptions,
  shared: SharedFiles,
  folders: BoxFolders,
  resources: Resources,
): Promise<Box> {
  const { lease, cgroup, relay } = resources;
  const isolated = options.isolation === "bwrap";
  const paths = pathsInside(options, folders, shared);
  const beforeStart = async (pids: readonly number[]) => cgroup?.add(pids);
  const launched = await withProc(isolated, (proc) =>
    launch(planLaunch({ options, folders, shared, uid: lease?.uid, proc, beforeStart })),
  );
  const guard = createGuard({
    limits: options.limits,
    pid: launched.pid,
    cgroup,
    home: folders.home,
    isolated,
    measureFiles: () => measure(options, folders, shared),
    endForDisk: () => endProcesses("disk_full"),
    tellAgent: (order) => void launched.control.write(`${order.join(" ")}\n`),
  });
  let envs = options.envs;
  let killed: Promise<void> | undefined;
  let reason: BoxExitReason | undefined;
  const exited = exitOf(
    launched,
    () => reason ?? (guard.takeOutOfMemory() ? "out_of_memory" : "died"),
  );
  void exited.then(guard.stop);
  const pin = (name: string) => pinSocket(folders.sockets, name);

  function endProcesses(why: BoxExitReason): void {
    if (!isRunning(launched)) return;
    reason = why;
    signalAll(isolated ? [launched.pid] : guard.pids(), "SIGKILL");
  }

  async function end(): Promise<void> {
    endProcesses("killed");
    // What is frozen dies when it thaws.
    await guard.setFrozen(false);
    await exited;
    if (!isolated) signalAll(cgroup?.pids() ?? [], "SIGKILL");
    await release(resources);
  }

  const agent = createAgent({
    dial: () => dial(() => pin("agent.sock")),
    home: paths.home,
    envs: () => ({ ...baseEnvironment(options, paths), ...envs }),
    diskFull: guard.diskFull,
  });

  return {
    id: options.id,
    limits: options.limits,
    home: paths.home,
    socketDirInside: paths.sockets,
    exited,
    pinSocket: pin,
    agent,
    kill: () => (killed ??= end()),
    freeze: () => guard.setFrozen(true),
    thaw: () => guard.setFrozen(false),
    setEnvs: (next) => {
      envs = next;
    },
    setNetwork: async (policy) => relay?.setNetwork(policy, agent),
    metrics: guard.metrics,
    takeOutOfMemory: guard.takeOutOfMemory,
    diskFull: guard.diskFull,
  };
}

const isRunning = ({ child }: Launched) => child.exitCode === null && child.signalCode === null;

function exitOf(launched: Launched, reason: () => BoxExitReason): Promise<BoxExitReason> {
  return new Promise((resolve) => {
    if (isRunning(launched)) launched.child.once("exit", () => resolve(reason()));
    else resolve(reason());
  });
}

/** Bytes in the folders of a box, counted outside of the box, where its code has no say. */
async function measure(
  { environment, limits }: BoxOptions,
  { home, sockets }: BoxFolders,
  { agent }: SharedFiles,
): Promise<number> {
  const enough = `${limits.diskMb * 8 * 1024 * 1024}`;
  const script = join(agent, "usage.py");
  const said = await run(environment.python, ["-I", "-S", script, enough, home, sockets]);
  return Number(said);
}
