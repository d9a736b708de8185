/** Of a response's headers, what is needed here. */
export interface HeaderReader {
  get(name: string): string | null;
}

/** The longest pause a server may ask for; beyond it the person is told instead. */
const LONGEST_PAUSE_MS = 60_000;
const FIRST_PAUSE_MS = 500;

const TRANSIENT_STATUS = new Set([408, 429, 500, 502, 503, 504, 529]);
/** Faults of a connection that pass: a restarting server, a kept-alive socket that was closed. */
const TRANSIENT_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "EAI_AGAIN",
  "UND_ERR_SOCKET",
]);

/** Milliseconds until a refused answer is asked for again; undefined when that is of no use. */
export function pauseAfterStatus(
  answer: { status: number; headers: HeaderReader; errorCode: string | undefined },
  attempt: number,
  now: number,
): number | undefined {
  if (!TRANSIENT_STATUS.has(answer.status)) return undefined;
  // The quota of an account does not come back by waiting.
  if (answer.errorCode === "insufficient_quota") return undefined;
  if (answer.headers.get("x-should-retry") === "false") return undefined;
  const asked = retryAfterMs(answer.headers, now);
  if (asked === undefined) return backoff(attempt);
  return asked <= LONGEST_PAUSE_MS ? asked : undefined;
}

/**
 * The same for a connection that failed with this system code. A connect timeout or an unknown name
 * is not tried again, so that an unreachable server is reported in seconds.
 */
export function pauseAfterConnectFault(
  code: string | undefined,
  attempt: number,
): number | undefined {
  return code !== undefined && TRANSIENT_CODES.has(code) ? backoff(attempt) : undefined;
}

/** What `retry-after-ms` or `retry-after` (seconds or a date) asks for. */
export function retryAfterMs(headers: HeaderReader, now: number): number | undefined {
  const exact = Number.parseFloat(headers.get("retry-after-ms") ?? "");
  if (exact >= 0) return exact;
  const header = headers.get("retry-after") ?? "";
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Doubles, and spreads callers that failed together by up to a quarter. */
function backoff(attempt: number): number {
  return FIRST_PAUSE_MS * 2 ** attempt * (1 + Math.random() / 4);
}
