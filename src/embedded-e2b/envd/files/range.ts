/** The part of a file that a `Range` header asks for; undefined for all of it. */
export interface ByteRange {
  /** Negative: counted from the end. */
  readonly start: number;
  readonly end?: number;
}

/** Reads a header with one range. Several ranges, or what is not understood, mean the whole file, as HTTP allows. */
export function parseRange(header: string | undefined): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (first === undefined || last === undefined || first + last === "") return undefined;
  if (first === "") return Number(last) > 0 ? { start: -Number(last) } : undefined;
  if (last === "") return { start: Number(first) };
  return Number(last) < Number(first) ? undefined : { start: Number(first), end: Number(last) };
}
