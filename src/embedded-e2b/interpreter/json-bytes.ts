import { isAscii, isUtf8 } from "node:buffer";

const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const LONGEST_ESCAPE = 6;

/** Two hexadecimal digits for each byte. */
const HEX = Buffer.from(
  Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0")).join(""),
);

/** JSON of a value on one line, in pure ASCII: the SDK decodes each network chunk for itself. */
export function asciiJson(value: unknown): Buffer {
  return toAscii(Buffer.from(JSON.stringify(value)));
}

/** Writes every character beyond ASCII in UTF-8 encoded JSON as `\uXXXX`. */
function toAscii(utf8: Buffer): Buffer {
  if (isAscii(utf8)) return utf8;
  const out = Buffer.allocUnsafe(utf8.length * 3);
  let length = 0;
  let at = 0;
  while (at < utf8.length) {
    const byte = utf8[at] ?? 0;
    if (byte < 0x80) {
      out[length] = byte;
      length += 1;
      at += 1;
      continue;
    }
    const size = sizeOf(byte);
    let code = byte & (0xff >> (size + 1));
    for (let next = 1; next < size; next += 1) code = (code << 6) | ((utf8[at + next] ?? 0) & 0x3f);
    at += size;
    if (code > 0xffff) {
      length = writeUnit(out, length, 0xd7c0 + (code >> 10));
      code = 0xdc00 | (code & 0x3ff);
    }
    length = writeUnit(out, length, code);
  }
  return out.subarray(0, length);
}

function writeUnit(out: Buffer, at: number, unit: number): number {
  const high = (unit >> 8) * 2;
  const low = (unit & 0xff) * 2;
  out[at] = BACKSLASH;
  out[at + 1] = LETTER_U;
  out[at + 2] = HEX[high] ?? 0;
  out[at + 3] = HEX[high + 1] ?? 0;
  out[at + 4] = HEX[low] ?? 0;
  out[at + 5] = HEX[low + 1] ?? 0;
  return at + 6;
}

/** How many bytes a character has in UTF-8, by its first one. */
function sizeOf(firstByte: number): number {
  if (firstByte < 0xe0) return 2;
  return firstByte < 0xf0 ? 3 : 4;
}

/**
 * Cuts the inside of a JSON string, in UTF-8, into pieces in pure ASCII, never within a character or
 * an escape. A rest that is cut off within one is dropped, and so is all from a malformed piece on:
 * the text comes from foreign code, and a line that is no JSON would break the client.
 */
export function* asciiPieces(text: Buffer, maxPiece: number): Generator<Buffer> {
  let start = 0;
  while (start < text.length) {
    const end = endBefore(text, start, Math.min(start + maxPiece, text.length));
    const piece = text.subarray(start, end);
    if (end <= start || !isJsonText(piece)) return;
    yield toAscii(piece);
    start = end;
  }
}

/** The last place up to `wanted` where a text can be cut. */
function endBefore(text: Buffer, start: number, wanted: number): number {
  let end = wanted;
  if (end < text.length) while (end > start && ((text[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  const from = Math.max(start, end - LONGEST_ESCAPE);
  for (let at = end - 1; at >= from; at -= 1) {
    if (text[at] !== BACKSLASH) continue;
    let run = 1;
    while (at - run >= start && text[at - run] === BACKSLASH) run += 1;
    const size = text[at + 1] === LETTER_U ? 6 : 2;
    // In a run of backslashes every second one begins an escape.
    return run % 2 === 1 && at + size > end ? at : end;
  }
  return end;
}

function isJsonText(piece: Buffer): boolean {
  try {
    JSON.parse(`"${piece.toString(isAscii(piece) ? "latin1" : "utf8")}"`);
    return isUtf8(piece);
  } catch {
    return false;
  }
}
