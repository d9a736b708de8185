import { setTimeout as delay } from "node:timers/promises";
import type { Box, PinnedSocket } from "../box/types.ts";
import { SOCKET_PORTS, type KernelSockets } from "./channels.ts";

const LOOK_EVERY_MS = 3;

/**
 * Waits until a starting kernel has made its sockets, and holds them. Aborting rejects. There is
 * no event for a new name in the box's folder, and looking costs next to nothing.
 */
export async function awaitSockets(
  box: Box,
  name: string,
  signal: AbortSignal,
): Promise<KernelSockets> {
  const held: PinnedSocket[] = [];
  async function hold(port: number): Promise<PinnedSocket> {
    const socket = await pinOnceThere(box, `${name}-${port}`, signal);
    held.push(socket);
    return socket;
  }
  try {
    return {
      shell: await hold(SOCKET_PORTS.shell),
      control: await hold(SOCKET_PORTS.control),
      iopub: await hold(SOCKET_PORTS.iopub),
    };
  } catch (error) {
    for (const socket of held) socket.release();
    throw error;
  }
}

async function pinOnceThere(box: Box, name: string, signal: AbortSignal): Promise<PinnedSocket> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return box.pinSocket(name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    await delay(LOOK_EVERY_MS);
  }
}
