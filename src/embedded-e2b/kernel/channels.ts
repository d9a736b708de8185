import { randomUUID } from "node:crypto";
import { Dealer, Subscriber } from "zeromq";
import type { PinnedSocket } from "../box/types.ts";
import { decodeMessage, encodeMessage, type KernelMessage } from "./message.ts";

/** Numbers in the names of the sockets; a kernel's connection file carries them as ports. */
export const SOCKET_PORTS = { shell: 1, iopub: 2, stdin: 3, control: 4, heartbeat: 5 } as const;

/** A message above this closes the connection, so that no single one can exhaust the server. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

/** Bursts of small displays must survive a busy moment of this process; more is a flood. */
const MAX_QUEUED_MESSAGES = 20_000;

export type Channel = "shell" | "control";

/** The sockets of a kernel, held open so that they stay what they are. */
export type KernelSockets = Readonly<Record<Channel | "iopub", PinnedSocket>>;

export interface ChannelOptions {
  readonly pinned: KernelSockets;
  readonly key: string;
  readonly maxContentBytes: number;
  readonly onMessage: (message: KernelMessage, channel: Channel | "iopub") => void;
}

export interface Channels {
  /** Sends a request and returns its id. */
  send(channel: Channel, type: string, content: object): string;
  /** Closes everything, the pinned sockets too. */
  close(): void;
}

/** Opens the client's side of a kernel's sockets. */
export function openChannels(options: ChannelOptions): Channels {
  const common = { linger: 0, reconnectInterval: 5, maxMessageSize: MAX_MESSAGE_BYTES };
  const session = randomUUID();
  const sockets = {
    shell: new Dealer({ ...common, sendHighWaterMark: 0 }),
    control: new Dealer({ ...common, sendHighWaterMark: 0 }),
    iopub: new Subscriber({ ...common, receiveHighWaterMark: MAX_QUEUED_MESSAGES }),
  };
  sockets.iopub.subscribe();
  for (const channel of ["shell", "control", "iopub"] as const) {
    sockets[channel].connect(`ipc://${options.pinned[channel].path}`);
    void read(sockets[channel], (frames) => {
      const message = decodeMessage(frames, options.maxContentBytes);
      if (message !== undefined) options.onMessage(message, channel);
    });
  }
  return {
    send(channel, type, content) {
      const { id, frames } = encodeMessage(type, content, { key: options.key, session });
      // Without a limit on the queue a send never blocks, and a closed socket has nobody to tell.
      sockets[channel].send(frames).catch(() => undefined);
      return id;
    },
    close() {
      for (const socket of Object.values(sockets)) socket.close();
      for (const pin of Object.values(options.pinned)) pin.release();
    },
  };
}

/** Hands on every message until the socket is closed. */
async function read(
  socket: Dealer | Subscriber,
  onFrames: (frames: Buffer[]) => void,
): Promise<void> {
  for await (const frames of socket) onFrames(frames);
}
