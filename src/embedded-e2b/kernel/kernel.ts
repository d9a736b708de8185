import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import type { AgentProcess, Box, ProcessEnd } from "../box/types.ts";
import type { PythonEnvironment } from "../environment/types.ts";
import { awaitSockets } from "./await-sockets.ts";
import { createKernelClient, KernelGone, type KernelClient } from "./client.ts";
import { connectionFile, kernelProcess } from "./command.ts";
import { createTail } from "./tail.ts";

const START_TIMEOUT_MS = 60_000;
const STDERR_TAIL_CHARS = 4000;

export interface KernelOptions {
  readonly box: Box;
  readonly environment: PythonEnvironment;
  readonly cwd?: string;
  /** Content of one message beyond this is not read. */
  readonly maxContentBytes: number;
}

/** One running IPython kernel in a box. */
export interface Kernel {
  readonly client: KernelClient;
  readonly ended: Promise<ProcessEnd>;
  /** SIGINT to the kernel and everything that it started. */
  signalInterrupt(): Promise<void>;
  kill(): Promise<void>;
}

/**
 * Starts a kernel and resolves once it answers. Raises `KernelGone` when it ends before that, and
 * `AgentFault` when it cannot even be started.
 */
export async function startKernel(options: KernelOptions): Promise<Kernel> {
  const { agent, socketDirInside } = options.box;
  const name = `k${randomBytes(6).toString("hex")}`;
  const key = randomBytes(32).toString("hex");
  const base = `${socketDirInside}/${name}`;
  const file = `${base}.json`;
  await agent.write(file, Readable.from([JSON.stringify(connectionFile(base, key))]));
  const stderr = createTail(STDERR_TAIL_CHARS);
  const process = await agent.start(kernelProcess(options.environment, file, options.cwd), {
    onStderr: stderr.push,
  });
  try {
    const client = await connect(options, process, { name, key });
    return {
      client,
      ended: process.ended,
      signalInterrupt: () => process.signal("SIGINT"),
      async kill() {
        client.close("The kernel was stopped");
        await kill(process);
      },
    };
  } catch (error) {
    await kill(process);
    const reason = error instanceof Error ? error.message : "unknown";
    throw new KernelGone(`${reason}. Its last words: ${stderr.text() || "none"}`);
  }
}

/** Connects to a starting kernel, for as long as it lives and not beyond a limit. */
async function connect(
  options: KernelOptions,
  process: AgentProcess,
  { name, key }: { name: string; key: string },
): Promise<KernelClient> {
  const gone = new AbortController();
  const abort = (reason: string) => gone.abort(new KernelGone(reason));
  void process.ended.then(({ status }) => abort(`The kernel has ended (${status})`));
  const timer = setTimeout(() => {
    abort(`The kernel did not answer within ${START_TIMEOUT_MS / 1000} s`);
  }, START_TIMEOUT_MS);
  try {
    const pinned = await awaitSockets(options.box, name, gone.signal);
    const client = createKernelClient({ pinned, key, maxContentBytes: options.maxContentBytes });
    gone.signal.addEventListener("abort", () => {
      client.close((gone.signal.reason as KernelGone).message);
    });
    await client.handshake();
    return client;
  } finally {
    clearTimeout(timer);
  }
}

async function kill(process: AgentProcess): Promise<void> {
  await process.signal("SIGKILL").catch(() => undefined);
  await process.ended;
}
