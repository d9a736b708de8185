import { spawn, type ChildProcess } from "node:child_process";
import type { Duplex, Readable } from "node:stream";
import { z } from "zod";

/** The descriptors that a launched process starts with beside the usual three. */
export const fds = { control: 3, args: 4, seccomp: 5, info: 6, block: 7 } as const;

export interface LaunchPlan {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly uid: number | undefined;
  /** What to do with the processes before the agent serves. */
  readonly beforeStart: (pids: readonly number[]) => Promise<void>;
  /** For bubblewrap: its arguments and filter. */
  readonly bwrap?: {
    readonly args: readonly string[];
    readonly seccomp: Buffer | undefined;
  };
}

export interface Launched {
  readonly child: ChildProcess;
  /** The first process of the box, on the host: all others descend from it. */
  readonly pid: number;
  readonly control: Duplex;
}

/** Why a launch failed: the end of what the process wrote to stderr. */
export class LaunchFault extends Error {
  override readonly name = "LaunchFault";
}

const READY_MS = 20_000;
const infoSchema = z.object({ "child-pid": z.number().int().positive() });

/** Starts bubblewrap, or the bare agent, and waits until the agent serves. */
export async function launch(plan: LaunchPlan): Promise<Launched> {
  const extra = plan.bwrap === undefined ? 1 : 5;
  const child = spawnOrFault(plan, extra);
  const stderr = keepTail(child.stderr!);
  // Its last words are whole only when its streams have closed.
  const ended = new Promise<never>((_, reject) => {
    child.once("error", (error) => reject(new LaunchFault(error.message)));
    child.once("close", (code, signal) =>
      reject(new LaunchFault(`ended with ${code ?? signal}: ${stderr().trim()}`)),
    );
  });
  ended.catch(() => {});
  for (const stream of child.stdio.slice(3)) stream?.on("error", () => {});
  const control = child.stdio[fds.control] as Duplex;
  try {
    const pid = await Promise.race([prepare(child, plan), ended]);
    await Promise.race([ready(control), ended]);
    return { child, pid, control };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

function spawnOrFault(plan: LaunchPlan, pipes: number): ChildProcess {
  try {
    return spawn(plan.command, plan.args, {
      // What bubblewrap itself inherits can be read inside as /proc/1/environ.
      env: plan.environment,
      cwd: plan.cwd,
      // A Ctrl-C in the terminal of the server must not reach the box.
      detached: true,
      stdio: ["ignore", "ignore", "pipe", ...Array<"pipe">(pipes).fill("pipe")],
      ...(plan.uid !== undefined && { uid: plan.uid, gid: plan.uid }),
    });
  } catch (error) {
    throw new LaunchFault(String(error));
  }
}

/** Hands bubblewrap what it reads, learns the box's first process, and lets it go on. */
async function prepare(child: ChildProcess, plan: LaunchPlan): Promise<number> {
  // It did not start, which is told by an event.
  if (child.pid === undefined) return new Promise<never>(() => {});
  if (plan.bwrap === undefined) {
    await plan.beforeStart([child.pid]);
    return child.pid;
  }
  const stream = (fd: number) => (child.stdio as readonly unknown[])[fd] as Duplex;
  stream(fds.args).end(plan.bwrap.args.map((argument) => `${argument}\0`).join(""));
  stream(fds.seccomp).end(plan.bwrap.seccomp);
  const said = await firstJson(stream(fds.info));
  // Nothing said: it ends, and its last words tell why.
  if (said === "") return new Promise<never>(() => {});
  const info = infoSchema.parse(JSON.parse(said));
  const pid = info["child-pid"];
  await plan.beforeStart([child.pid, pid]);
  stream(fds.block).end("x");
  return pid;
}

async function firstJson(stream: Readable): Promise<string> {
  let text = "";
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (text.includes("}") || text.length > 4096) return text;
  }
  return text;
}

/** Waits for the agent's first line; later lines are read and dropped. */
function ready(control: Duplex): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new LaunchFault("the agent did not start in time")),
      READY_MS,
    );
    let text = "";
    control.on("data", (chunk: Buffer) => {
      if (text.length < 4096) text += chunk.toString("utf8");
      if (!text.includes("\n")) return;
      clearTimeout(timer);
      if (text.startsWith("ready\n")) resolve();
      else reject(new LaunchFault("the agent said something unexpected"));
    });
  });
}

function keepTail(stream: Readable): () => string {
  let text = "";
  stream.on("data", (chunk: Buffer) => {
    text = (text + chunk.toString("utf8")).slice(-8192);
  });
  return () => text;
}
