import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "@jest/globals";
import { ENVD_PORT, targetOf } from "../../../src/embedded-e2b/routing.ts";

const SIGNERS = [
  { id: "i1", accessToken: "t1" },
  { id: "i2", accessToken: "t2" },
];

function target(headers: Record<string, string>, url = "/", method = "GET") {
  return targetOf({ headers, url, method } as unknown as IncomingMessage, () => SIGNERS);
}

function sign(...parts: string[]): string {
  const digest = createHash("sha256").update(parts.join(":")).digest("base64");
  return encodeURIComponent(`v1_${digest.replaceAll("=", "")}`);
}

describe("a request", () => {
  test("with both routing headers is for that port of that sandbox", () => {
    const headers = { "e2b-sandbox-id": "i1", "e2b-sandbox-port": "49999", host: "127.0.0.1:1" };
    expect(target(headers)).toEqual({ kind: "sandbox", id: "i1", port: 49999 });
  });

  test.each([
    [{ "e2b-sandbox-id": "i1" }],
    [{ "e2b-sandbox-port": "49999" }],
    [{ "e2b-sandbox-id": "i1", "e2b-sandbox-port": "x" }],
    [{ "e2b-sandbox-id": "i1", "e2b-sandbox-port": "123456" }],
  ])("with half of them is refused: %j", (headers) => {
    expect(target(headers)).toMatchObject({ kind: "invalid" });
  });

  test("is found by its host name", () => {
    const expected = { kind: "sandbox", id: "iabc9", port: 8000 };
    expect(target({ host: "8000-iabc9.localhost:4455" })).toEqual(expected);
  });

  test.each(["localhost:4455", "127.0.0.1:4455", "8000.localhost", "x-iabc.localhost", ""])(
    "to the host %j is for the control plane",
    (host) => {
      expect(target({ host }, "/v2/sandboxes")).toEqual({ kind: "control" });
    },
  );
});

describe("a signed file link", () => {
  const found = { kind: "sandbox", id: "i2", port: ENVD_PORT };

  test("belongs to the sandbox whose token signed it", () => {
    const signature = sign("/a b.csv", "read", "", "t2");
    expect(target({}, `/files?path=%2Fa%20b.csv&signature=${signature}`)).toEqual(found);
  });

  test("may name a user and an end", () => {
    const signature = sign("a", "write", "root", "t2", "99");
    const query = `path=a&username=root&signature_expiration=99&signature=${signature}`;
    expect(target({}, `/files?${query}`, "POST")).toEqual(found);
  });

  test.each([
    ["another operation", `/files?path=a&signature=${sign("a", "write", "", "t2")}`],
    ["another path", `/files?path=b&signature=${sign("a", "read", "", "t2")}`],
    ["an unknown token", `/files?path=a&signature=${sign("a", "read", "", "t3")}`],
    ["no signature", "/files?path=a"],
    ["another route", `/other?path=a&signature=${sign("a", "read", "", "t2")}`],
  ])("with %s is for nobody", (_what, url) => {
    expect(target({}, url)).toEqual({ kind: "control" });
  });
});
