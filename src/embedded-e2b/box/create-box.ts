import { dirname } from "node:path";
import { arch } from "node:process";
import { createAgent } from "./agent/client.ts";
import { dial } from "./agent/dial.ts";
import { bwrapArguments, inside } from "./bwrap-arguments.ts";
import { boxesRoot, makeBoxFolders } from "./folders.ts";
import { fds, launch } from "./launch.ts";
import { pinSocket } from "./pin-socket.ts";
import { seccompFilter } from "./seccomp/filter.ts";
import { prepareSharedFiles } from "./shared-files.ts";
import type { Box, BoxExitReason, BoxOptions } from "./types.ts";
import { leaseUid } from "./uid-lease.ts";

const MIB = 1024 * 1024;

/** Makes and starts one box. Raises `sandbox_isolation` where this machine cannot isolate. */
export async function createBox(options: BoxOptions): Promise<Box> {
  const { environment, limits } = options;
  const isRoot = process.getuid?.() === 0;
  const root = await boxesRoot(options.stateDir, isRoot);
  const shared = await prepareSharedFiles(root, environment.python);
  const lease = isRoot ? await leaseUid() : undefined;
  const folders = await makeBoxFolders(root, options.id, lease?.uid);
  const isolated = options.isolation === "bwrap";
  const home = isolated ? inside.home : folders.home;
  const socketDirInside = isolated ? inside.sockets : folders.sockets;
  const agentOptions = {
    home,
    sockets: socketDirInside,
    limits: {
      RLIMIT_DATA: limits.memoryMb * MIB,
      RLIMIT_FSIZE: limits.fileMb * MIB,
      RLIMIT_CORE: 0,
      ...(isolated && { RLIMIT_NPROC: limits.processes }),
    },
  };
  const agentCommand = [environment.python, "-I", "-S", isolated ? inside.agent : shared.agent];
  const command = [...agentCommand, JSON.stringify(agentOptions)];
  const plain = { PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8", HOME: home };
  const launched = await launch(
    isolated
      ? {
          command: environment.bwrap!,
          args: ["--args", `${fds.args}`, "--", ...command],
          environment: { PATH: plain.PATH },
          cwd: "/",
          uid: lease?.uid,
          bwrap: {
            args: bwrapArguments({
              ...folders,
              ...shared,
              readOnlyPaths: environment.readOnlyPaths,
              internet: options.internet,
              sharedMemoryMb: Math.min(256, limits.memoryMb / 4),
              temporaryMb: Math.min(512, limits.memoryMb / 4),
              environment: plain,
              seccompFd: fds.seccomp,
              infoFd: fds.info,
              blockFd: fds.block,
            }),
            seccomp: seccompFilter(arch),
            beforeStart: async () => {},
          },
        }
      : {
          command: command[0]!,
          args: command.slice(1),
          environment: plain,
          cwd: home,
          uid: lease?.uid,
        },
  );

  let envs = options.envs;
  let killed = false;
  const exited = new Promise<BoxExitReason>((resolve) => {
    launched.child.once("close", () => resolve(killed ? "killed" : "died"));
  });
  const pin = (name: string) => pinSocket(folders.sockets, name);
  return {
    id: options.id,
    home,
    socketDirInside,
    exited,
    pinSocket: pin,
    agent: createAgent({
      dial: () => dial(() => pin("agent.sock")),
      home,
      envs: () => ({
        PATH: `${dirname(environment.python)}:/usr/local/bin:/usr/bin:/bin`,
        HOME: home,
        USER: "user",
        LOGNAME: "user",
        SHELL: "/bin/bash",
        LANG: "C.UTF-8",
        E2B_SANDBOX: "true",
        ...envs,
      }),
      diskFull: () => false,
    }),
    kill: async () => {
      killed = true;
      process.kill(launched.pid, "SIGKILL");
      await exited;
      await folders.remove();
      lease?.release();
    },
    freeze: async () => {},
    thaw: async () => {},
    setEnvs: (next) => {
      envs = next;
    },
    metrics: async () => ({ memoryBytes: 0, diskBytes: 0, processes: 0, cpuSeconds: 0 }),
    takeOutOfMemory: () => false,
    diskFull: () => false,
  };
}
