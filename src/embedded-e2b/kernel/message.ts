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
  readonly content: unknown;
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
  if (contentFrame.length <= maxContentBytes) {
    return { ...envelope, content: parseLenient(contentFrame.toString()), unreadBytes: 0 };
  }
  const content =
    envelope.type === "stream" ? headOfStream(contentFrame, maxContentBytes) : undefined;
  const readBytes = content === undefined ? 0 : maxContentBytes;
  return { ...envelope, content, unreadBytes: contentFrame.length - readBytes };
}

/** The longest escape that a cut can split is `\uXXXX`; the cut moves back until the text is whole. */
const LONGEST_ESCAPE = 6;

/** Reads the beginning of `{"name": …, "text": "…"}` whose text is too long to be taken whole. */
function headOfStream(frame: Buffer, maxBytes: number): unknown {
  const head = frame.toString("utf8", 0, maxBytes);
  for (let back = 0; back < LONGEST_ESCAPE; back += 1) {
    const content = parseLenient(`${head.slice(0, head.length - back)}"}`);
    if (content !== undefined) return content;
  }
  return undefined;
}
