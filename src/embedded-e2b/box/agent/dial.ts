import { connect, type Socket } from "node:net";
import type { PinnedSocket } from "../types.ts";
import { gone } from "./call.ts";

/** Connects to a unix socket that is pinned for as long as that takes. */
export async function dial(pin: () => PinnedSocket): Promise<Socket> {
  let pinned: PinnedSocket;
  try {
    pinned = pin();
  } catch (error) {
    throw gone(error);
  }
  try {
    return await new Promise<Socket>((resolve, reject) => {
      const socket = connect(pinned.path);
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(socket);
      });
    });
  } catch (error) {
    throw gone(error);
  } finally {
    pinned.release();
  }
}
