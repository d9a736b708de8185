import { isNativeError } from "node:util/types";
import type { Socket } from "node:net";
import type { z } from "zod";
import { AgentFault } from "../agent-fault.ts";
import { FrameReader, frame, type FrameKind } from "./frames.ts";
import { encodeRequest, type AgentRequest } from "./request.ts";
import { faultSchema } from "./schemas.ts";

export interface Frame {
  readonly kind: string;
  readonly payload: Buffer;
}

/** Longer silence of a request on files means that nobody is there, or that the box is stopped. */
const SILENCE_MS = 120_000;

/** One request to the agent on a connection of its own. Everything but an answer raises `AgentFault`. */
export class Call {
  readonly socket: Socket;
  readonly #frames = new FrameReader();
  readonly #chunks: AsyncIterator<Buffer>;

  constructor(socket: Socket, request: AgentRequest) {
    this.socket = socket;
    this.#chunks = socket.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
    socket.setTimeout(SILENCE_MS, () =>
      socket.destroy(new AgentFault("unavailable", "the sandbox does not answer")),
    );
    socket.write(frame("Q", encodeRequest(request)));
  }

  /** The next frame; a fault that the agent reports is raised. */
  async next(): Promise<Frame> {
    try {
      for (;;) {
        const found = this.#frames.next();
        if (found?.kind === "F") throw readFault(found.payload);
        if (found !== undefined) return found;
        const { done, value } = await this.#chunks.next();
        if (done === true) throw new AgentFault("unavailable", "the sandbox hung up");
        this.#frames.push(value);
      }
    } catch (error) {
      this.socket.destroy();
      throw error instanceof AgentFault ? error : gone(error);
    }
  }

  async answer<T>(schema: z.ZodType<T>): Promise<T> {
    return this.answered(schema, await this.next());
  }

  /** What a frame says, which has to be the answer. */
  answered<T>(schema: z.ZodType<T>, { kind, payload }: Frame): T {
    if (kind !== "A") {
      this.socket.destroy();
      throw new AgentFault("internal", `the agent answered with a frame of kind ${kind}`);
    }
    return this.parse(schema, payload);
  }

  parse<T>(schema: z.ZodType<T>, payload: Buffer): T {
    try {
      return parseJson(schema, payload);
    } catch (error) {
      this.socket.destroy();
      throw error;
    }
  }

  /** Resolves when the socket takes more. */
  async send(kind: FrameKind, payload?: Uint8Array): Promise<void> {
    if (this.socket.destroyed) throw new AgentFault("unavailable", "the sandbox hung up");
    if (this.socket.write(frame(kind, payload))) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.socket.off("drain", done);
        this.socket.off("close", done);
        resolve();
      };
      this.socket.on("drain", done);
      this.socket.on("close", done);
    });
  }

  /** What follows the frames: bytes of a file. */
  async *bytes(length: number): AsyncGenerator<Buffer> {
    let missing = length;
    try {
      let chunk = this.#frames.rest();
      while (missing > 0) {
        if (chunk.length > 0) {
          const part = chunk.subarray(0, missing);
          missing -= part.length;
          yield part;
          if (missing === 0) return;
        }
        const { done, value } = await this.#chunks.next();
        if (done === true) {
          throw new AgentFault("internal", `the file ended ${missing} bytes before its size`);
        }
        chunk = value;
      }
    } finally {
      this.socket.destroy();
    }
  }
}

export function parseJson<T>(schema: z.ZodType<T>, payload: Buffer): T {
  let value: unknown;
  try {
    value = JSON.parse(payload.toString("utf8"));
  } catch {
    throw new AgentFault("internal", "the agent sent something that is not JSON");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AgentFault("internal", "the agent sent something unexpected");
}

export function readFault(payload: Buffer): AgentFault {
  const { code, message } = parseJson(faultSchema, payload);
  return new AgentFault(code, message);
}

/** The fault of a connection that broke or could not be made. */
export function gone(cause: unknown): AgentFault {
  const reason = isNativeError(cause) ? cause.message : String(cause);
  return new AgentFault("unavailable", `the sandbox cannot be reached: ${reason}`);
}
