import { openChannels, type Channel, type ChannelOptions } from "./channels.ts";
import type { KernelMessage } from "./message.ts";
import { StatusContent } from "./schemas.ts";

/** Raised when the kernel behind a request is gone, or has stopped to answer. */
export class KernelGone extends Error {
  override readonly name = "KernelGone";
}

/** How a half-answered request is followed up: the answer may be lost for good. */
interface Probing {
  readonly everyMs: number;
  readonly max: number;
}

const PATIENT: Probing = { everyMs: 1000, max: 10 };
/** While the subscription is being made an idle is easily missed, and the kernel answers at once. */
const EAGER: Probing = { everyMs: 10, max: 500 };

interface Exchange {
  readonly channel: Channel;
  readonly probing: Probing;
  readonly onOutput: (message: KernelMessage) => void;
  readonly settle: (reply: unknown) => void;
  readonly fail: (error: Error) => void;
  replied: boolean;
  reply: unknown;
  idle: boolean;
  timer?: NodeJS.Timeout;
}

export interface KernelClient {
  /**
   * Sends a request and resolves with the content of its reply once the kernel is idle again;
   * undefined when the reply got lost. `onOutput` sees everything published for it.
   */
  request(
    channel: Channel,
    type: string,
    content: object,
    onOutput?: (message: KernelMessage) => void,
  ): Promise<unknown>;
  /** Resolves when the kernel answers on all channels. */
  handshake(): Promise<void>;
  /** Fails every open request and closes the sockets. */
  close(reason: string): void;
}

/** A Jupyter client that matches replies, output and idle states with their requests. */
export function createKernelClient(options: Omit<ChannelOptions, "onMessage">): KernelClient {
  const exchanges = new Map<string, Exchange>();
  let closed: KernelGone | undefined;
  const channels = openChannels({ ...options, onMessage: receive });

  function receive(message: KernelMessage, channel: Channel | "iopub"): void {
    const exchange = message.parentId === undefined ? undefined : exchanges.get(message.parentId);
    if (exchange === undefined || message.parentId === undefined) return;
    if (channel !== "iopub") {
      exchange.reply = message.content;
      answered(message.parentId, exchange, "replied");
      return;
    }
    const status = message.type === "status" ? StatusContent.safeParse(message.content) : undefined;
    if (status?.data?.execution_state === "idle") answered(message.parentId, exchange, "idle");
    else exchange.onOutput(message);
  }

  /**
   * A kernel works through a channel in order: what an earlier request on it still waits for when a
   * later one gets it will never come.
   */
  function answered(id: string, exchange: Exchange, what: "replied" | "idle"): void {
    for (const [otherId, other] of exchanges) {
      if (other.channel === exchange.channel) {
        other[what] = true;
        advance(otherId, other);
      }
      if (otherId === id) return;
    }
  }

  function advance(id: string, exchange: Exchange): void {
    clearTimeout(exchange.timer);
    if (exchange.replied && exchange.idle) {
      exchanges.delete(id);
      exchange.settle(exchange.reply);
    } else {
      probe(id, exchange, exchange.probing.max);
    }
  }

  function probe(id: string, exchange: Exchange, left: number): void {
    exchange.timer = setTimeout(() => {
      if (left === 0) {
        exchanges.delete(id);
        exchange.fail(new KernelGone("The kernel stopped answering"));
        return;
      }
      send(exchange.channel, "kernel_info_request", {}, { ...exchange.probing, max: 0 }).catch(
        () => undefined,
      );
      probe(id, exchange, left - 1);
    }, exchange.probing.everyMs);
  }

  function send(
    channel: Channel,
    type: string,
    content: object,
    probing: Probing,
    onOutput: (message: KernelMessage) => void = () => undefined,
  ): Promise<unknown> {
    if (closed !== undefined) return Promise.reject(closed);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    exchanges.set(channels.send(channel, type, content), {
      channel,
      probing,
      onOutput,
      settle: resolve,
      fail: reject,
      replied: false,
      reply: undefined,
      idle: false,
    });
    return promise;
  }

  return {
    request: (channel, type, content, onOutput) => send(channel, type, content, PATIENT, onOutput),
    handshake: async () => {
      await send("shell", "kernel_info_request", {}, EAGER);
    },
    close(reason) {
      if (closed !== undefined) return;
      closed = new KernelGone(reason);
      channels.close();
      for (const exchange of exchanges.values()) {
        clearTimeout(exchange.timer);
        exchange.fail(closed);
      }
      exchanges.clear();
    },
  };
}
