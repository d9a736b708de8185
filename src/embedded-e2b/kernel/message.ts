import { createHmac, randomUUID } from "node:crypto";
import { z } from "zod";
import { parseLenient } from "./lenient-json.ts";

const DELIMITER = Buffer.from("<IDS|MSG>");
const PROTOCOL_VERSION = "5.3";
const EMPTY = Buffer.from("{}");

const Header = z.object({ msg_type: z.string() });
const ParentHeader = z.object({ msg_id: z.string().optional() });

/** One message of a kernel, its content not yet checked. */
export interface KernelMessage {
  readonly type: string;
  /** The id of the request that this message belongs to. */
  readonly parentId: string | undefined;
  /** Undefined where it is no JSON, too large, or a printed text. */
  readonly content: unknown;
  /** Printed text, still as JSON has it: it goes on to a client in that form. */
  readonly printed?: { readonly stream: "stdout" | "stderr"; readonly json: Buffer };
  /** Bytes of the content that were not read because it was too large; 0 = all was read. */
  readonly unreadBytes: number;
}

/** Packs one request in the Jupyter wire format, signed with `key`. */
export function encodeMessage(
  type: string,
  content: object,
  { key, session }: { key: string; session: string },
): { id: string; frames: Buffer[] } {
  const id = randomUUID();
  const header = Buffer.from(
    JSON.stringify({
      msg_id: id,
      session,
      username: "user",
      date: new Date().toISOString(),
      msg_type: type,
      version: PROTOCOL_VERSION,
    }),
  );
  const parts = [header, EMPTY, EMPTY, Buffer.from(JSON.stringify(content))];
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return { id, frames: [DELIMITER, Buffer.from(hmac.digest("hex")), ...parts] };
}

/**
 * Unpacks a message of a kernel; undefined when it is malformed. The signature is not checked: the
 * sockets lie in a folder that only this server and the box can reach, and code in the box knows the
 * key, so a check would prove nothing and cost time on every large output.
 */
export function decodeMessage(
  frames: readonly Buffer[],
  maxContentBytes: number,
): KernelMessage | undefined {
  const start = frames.findIndex((frame) => frame.equals(DELIMITER));
  const [, headerFrame, parentFrame, , contentFrame] = start < 0 ? [] : frames.slice(start + 1);
  if (headerFrame === undefined || parentFrame === undefined || contentFrame === undefined) return;
  const header = Header.safeParse(parseLenient(headerFrame.toString()));
  const parent = ParentHeader.safeParse(parseLenient(parentFrame.toString()));
  if (!header.success) return;
  const envelope = {
    type: header.data.msg_type,
    parentId: parent.success ? parent.data.msg_id : undefined,
  };
  const printed = envelope.type === "stream" ? printedText(contentFrame) : undefined;
  if (printed !== undefined) {
    const { stream, json } = printed;
    const unreadBytes = Math.max(0, json.length - maxContentBytes);
    return {
      ...envelope,
      content: undefined,
      printed: { stream, json: json.subarray(0, maxContentBytes) },
      unreadBytes,
    };
  }
  const tooLarge = contentFrame.length > maxContentBytes;
  return {
    ...envelope,
    content: tooLarge ? undefined : parseLenient(contentFrame.toString()),
    unreadBytes: tooLarge ? contentFrame.length : 0,
  };
}

const PRINTED = /^\{"name": ?"(stdout|stderr)", ?"text": ?"/;
const LONGEST_PRINTED_HEAD = 40;

/** Takes the text out of `{"name": …, "text": "…"}` without parsing it: there can be a lot of it. */
function printedText(frame: Buffer): KernelMessage["printed"] {
  const head = PRINTED.exec(frame.toString("latin1", 0, LONGEST_PRINTED_HEAD));
  if (head === null || frame.toString("latin1", frame.length - 2) !== '"}') return undefined;
  const stream = head[1] === "stdout" ? "stdout" : "stderr";
  return { stream, json: frame.subarray(head[0].length, frame.length - 2) };
}
