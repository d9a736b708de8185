import { describe, expect, it } from "@jest/globals";
import {
  pauseAfterConnectFault,
  pauseAfterStatus,
  retryAfterMs,
} from "../../../src/model/retry-policy.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const refused = (status: number, headers: Record<string, string> = {}, errorCode?: string) => ({
  status,
  headers: new Headers(headers),
  errorCode,
});

describe("whether and when to ask again", () => {
  it.each([408, 429, 500, 502, 503, 504, 529])(
    "after HTTP %d, twice as late each time",
    (status) => {
      for (const [attempt, least] of [500, 1000, 2000].entries()) {
        const pause = pauseAfterStatus(refused(status), attempt, NOW);
        expect(pause).toBeGreaterThanOrEqual(least);
        expect(pause).toBeLessThanOrEqual(least * 1.25);
      }
    },
  );

  it.each([400, 401, 403, 404, 409, 413, 422])("not after HTTP %d", (status) => {
    expect(pauseAfterStatus(refused(status), 0, NOW)).toBeUndefined();
  });

  it("not when the quota is used up or the server says no", () => {
    expect(pauseAfterStatus(refused(429, {}, "insufficient_quota"), 0, NOW)).toBeUndefined();
    expect(pauseAfterStatus(refused(503, { "x-should-retry": "false" }), 0, NOW)).toBeUndefined();
  });

  it("as late as the server asks for, up to a minute", () => {
    expect(pauseAfterStatus(refused(429, { "retry-after": "60" }), 0, NOW)).toBe(60_000);
    expect(pauseAfterStatus(refused(429, { "retry-after": "61" }), 0, NOW)).toBeUndefined();
  });

  it("after connection faults that pass, not after those that take long or do not", () => {
    for (const code of ["ECONNREFUSED", "ECONNRESET", "UND_ERR_SOCKET"]) {
      expect(pauseAfterConnectFault(code, 0)).toBeGreaterThan(0);
    }
    for (const code of ["UND_ERR_CONNECT_TIMEOUT", "ENOTFOUND", "CERT_HAS_EXPIRED", undefined]) {
      expect(pauseAfterConnectFault(code, 0)).toBeUndefined();
    }
  });
});

describe("Retry-After", () => {
  it.each([
    [{ "retry-after-ms": "1500", "retry-after": "9" }, 1500],
    [{ "retry-after": "2" }, 2000],
    [{ "retry-after": "0.5" }, 500],
    [{ "retry-after": "Thu, 01 Jan 2026 00:00:10 GMT" }, 10_000],
    [{ "retry-after": "Wed, 31 Dec 2025 00:00:00 GMT" }, 0],
    [{ "retry-after": "soon" }, undefined],
    [{}, undefined],
  ])("%j", (headers, expected) => {
    expect(retryAfterMs(new Headers(headers as Record<string, string>), NOW)).toBe(expected);
  });
});
