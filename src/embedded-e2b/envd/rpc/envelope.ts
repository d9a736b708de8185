/** Connect's frames of a stream: a flag, the length (big endian), JSON. */

const HEADER = 5;
const COMPRESSED = 1;
const LAST = 2;

export function envelope(message: object, last = false): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  const whole = Buffer.allocUnsafe(HEADER + body.length);
  whole.writeUInt8(last ? LAST : 0, 0);
  whole.writeUInt32BE(body.length, 1);
  body.copy(whole, HEADER);
  return whole;
}

/** The one message of a stream's request. Throws a plain error when the body is not just that. */
export function openEnvelope(body: Buffer): unknown {
  if (body.length < HEADER) throw new Error("the request has no message");
  if ((body.readUInt8(0) & COMPRESSED) !== 0) throw new Error("compressed messages are not read");
  if (body.readUInt32BE(1) !== body.length - HEADER)
    throw new Error("the request is not exactly one message");
  return JSON.parse(body.toString("utf8", HEADER));
}
