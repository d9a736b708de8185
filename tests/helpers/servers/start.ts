import { spawn } from "node:child_process";
import { once } from "node:events";
import { createConnection, createServer, type AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

export interface RunningServer {
  readonly port: number;
  /** In good order, or by force after three seconds. */
  stop(): Promise<void>;
  /** At once, as when the power fails. */
  kill(): Promise<void>;
}

const START_MS = 30_000;
const STOP_MS = 3_000;

/** A port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function accepts(port: number): Promise<boolean> {
  const socket = createConnection({ port, host: "127.0.0.1" });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Starts a server on loopback and waits until its port accepts. Raises what it said when it does not. */
export async function startOn(
  port: number,
  [file, ...args]: readonly [string, ...string[]],
  variables: NodeJS.ProcessEnv = {},
): Promise<RunningServer> {
  const child = spawn(file, args, {
    env: { ...process.env, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const listen = (text: string) => {
    said = (said + text).slice(-2_000);
  };
  child.stdout.setEncoding("utf8").on("data", listen);
  child.stderr.setEncoding("utf8").on("data", listen);
  let isOver = false;
  const end = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      listen(error.message);
      isOver = true;
      resolve();
    });
    child.once("exit", () => {
      isOver = true;
      resolve();
    });
  });
  const finish = async (signal: "SIGTERM" | "SIGKILL") => {
    if (!isOver) child.kill(signal);
    const force = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await end;
    clearTimeout(force);
  };
  const giveUp = Date.now() + START_MS;
  while (!(await accepts(port))) {
    if (isOver || Date.now() > giveUp) {
      await finish("SIGKILL");
      throw new Error(`${file} did not start on port ${port}: ${said}`);
    }
    await delay(50);
  }
  return { port, stop: () => finish("SIGTERM"), kill: () => finish("SIGKILL") };
}
