import type { ByteRange } from "../../../tools/ports/file-store.ts";

/**
 * What a `Range` header asks of a body of `size` bytes. `whole` also for several ranges and for what
 * is not understood, as HTTP allows; `beyond`: nothing of it is there.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | "whole" | "beyond" {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (first === undefined || last === undefined || first + last === "") return "whole";
  if (first === "") {
    const count = Math.min(Number(last), size);
    return count === 0 ? "beyond" : { start: size - count, end: size - 1 };
  }
  const start = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < start) return "whole";
  return start >= size ? "beyond" : { start, end };
}
