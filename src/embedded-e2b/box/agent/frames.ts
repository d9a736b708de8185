import { AgentFault } from "../agent-fault.ts";

/** The wire of `inside/frames.py`: one byte for the kind, four for the length, then the payload. */
export type FrameKind =
  | "Q"
  | "I"
  | "C"
  | "W"
  | "K"
  | "D"
  | "Z"
  | "A"
  | "F"
  | "O"
  | "E"
  | "P"
  | "X"
  | "N"
  | "V";

const HEADER = 5;
/** The agent sends entries and events in batches far below this, and output in pipes' worth. */
const LONGEST = 4 * 1024 * 1024;

export function frame(kind: FrameKind, payload: Uint8Array = new Uint8Array()): Buffer {
  const whole = Buffer.allocUnsafe(HEADER + payload.length);
  whole.write(kind, 0, "latin1");
  whole.writeUInt32BE(payload.length, 1);
  whole.set(payload, HEADER);
  return whole;
}

/** Takes frames apart as their bytes come. Throws when the sender does not keep to the protocol. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #length = 0;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The next whole frame, or undefined while it is incomplete. */
  next(): { kind: string; payload: Buffer } | undefined {
    if (this.#length < HEADER) return undefined;
    const header = this.#peek(HEADER);
    const length = header.readUInt32BE(1);
    if (length > LONGEST)
      throw new AgentFault("internal", `the agent announced a frame of ${length} bytes`);
    if (this.#length < HEADER + length) return undefined;
    const whole = this.take(HEADER + length);
    return { kind: String.fromCharCode(whole[0]!), payload: whole.subarray(HEADER) };
  }

  /** Everything that came after the last frame taken. */
  rest(): Buffer {
    return this.take(this.#length);
  }

  #peek(count: number): Buffer {
    const first = this.#chunks[0]!;
    if (first.length >= count) return first;
    this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0]!;
  }

  take(count: number): Buffer {
    const first = this.#chunks[0];
    this.#length -= count;
    if (first !== undefined && first.length > count) {
      this.#chunks[0] = first.subarray(count);
      return first.subarray(0, count);
    }
    const all = this.#chunks.length === 1 ? first! : Buffer.concat(this.#chunks);
    const rest = all.subarray(count);
    this.#chunks = rest.length > 0 ? [rest] : [];
    return all.subarray(0, count);
  }
}
