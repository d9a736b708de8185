import { describe, expect, test } from "@jest/globals";
import { specOf } from "../../../../src/embedded-e2b/control/create-request.ts";
import { CreateBody, parse } from "../../../../src/embedded-e2b/control/schemas.ts";

function read(body: Record<string, unknown>) {
  return specOf(parse(CreateBody, { templateID: "code-interpreter-v1", ...body }), 300);
}

describe("a create request", () => {
  test("without wishes gets the defaults", () => {
    expect(read({})).toEqual({
      spec: {
        template: "code-interpreter-v1",
        metadata: {},
        envs: {},
        lifeMs: 300_000,
        onTimeout: "kill",
        keepMemory: true,
        autoResume: false,
        publicTraffic: true,
      },
      request: { interpreter: true, network: { internet: false, addresses: [] }, envs: {} },
    });
  });

  test("has its wishes in the answer", () => {
    const { spec, request } = read({
      timeout: 60,
      metadata: { a: "b" },
      envVars: { X: "1" },
      autoPause: true,
      autoPauseMemory: false,
      autoResume: { enabled: true },
      network: { allowPublicTraffic: false },
    });
    expect(spec).toMatchObject({
      lifeMs: 60_000,
      metadata: { a: "b" },
      onTimeout: "pause",
      keepMemory: false,
      autoResume: true,
      publicTraffic: false,
    });
    expect(request.envs).toEqual({ X: "1" });
  });

  test.each([
    [{}, false],
    [{ allow_internet_access: true }, true],
    [{ allow_internet_access: false }, false],
    [{ network: { denyOut: ["0.0.0.0/0"] } }, false],
    [{ allow_internet_access: true, network: { denyOut: ["0.0.0.0/0"] } }, false],
    [{ network: { allowOut: ["0.0.0.0/0"], denyOut: ["0.0.0.0/0"] } }, true],
    [{ allow_internet_access: true, network: { allowOut: ["db.internal:5432"] } }, true],
    [{ network: { allowOut: ["db.internal:5432"] } }, false],
    [{ network: { allow_internet_access: true } }, true],
  ])("with %j has internet: %j", (body, internet) => {
    expect(read(body).request.network.internet).toBe(internet);
  });

  test("may list addresses with their ports, also of IPv6", () => {
    const allowOut = ["DB.internal.:5432", "10.1.2.3:3306", "[fd00::5]:5432"];
    expect(read({ network: { allowOut } }).request.network.addresses).toEqual([
      { host: "db.internal", port: 5432 },
      { host: "10.1.2.3", port: 3306 },
      { host: "fd00::5", port: 5432 },
    ]);
  });

  test.each([
    ["code-interpreter-v1", true],
    ["code-interpreter", true],
    ["code-interpreter-v1:latest", true],
    ["base", false],
  ])("for the template %s has an interpreter: %j", (templateID, interpreter) => {
    expect(read({ templateID }).request.interpreter).toBe(interpreter);
  });

  test("for an unknown template is answered with 404 and what there is", () => {
    expect(() => read({ templateID: "mine" })).toThrow(
      expect.objectContaining({
        status: 404,
        message: expect.stringMatching(/'mine' not found.*code-interpreter-v1/),
      }),
    );
  });

  test.each([
    [{ network: { allowOut: ["example.org"] } }, /host:port/],
    [{ network: { allowOut: ["10.0.0.0/8"] } }, /host:port/],
    [{ network: { allowOut: ["db.internal:0"] } }, /host:port/],
    [{ network: { allowOut: ["db.internal:65536"] } }, /host:port/],
    [{ network: { allowOut: ["a b:80"] } }, /host:port/],
    [{ network: { allowOut: ["a\r\nX:80"] } }, /host:port/],
    [{ network: { allowOut: Array.from({ length: 65 }, (_, n) => `h${n}:1`) } }, /64 addresses/],
    [{ network: { denyOut: ["10.0.0.0/8"] } }, /denyOut/],
    [{ network: { rules: { "example.org": [] } } }, /rules/],
    [{ network: { egressProxy: { address: "a:1" } } }, /proxies/],
    [{ volumeMounts: [{ name: "v", path: "/d" }] }, /volumes/],
    [{ mcp: {} }, /MCP/],
    [{ iam: { tokens: {} } }, /tokens/],
    [{ timeout: -1 }, /timeout/],
    [{ timeout: 1e9 }, /timeout/],
    [{ envVars: { "A=B": "1" } }, /envVars/],
    [{ envVars: { A: "\0" } }, /envVars/],
    [{ metadata: { a: 1 } }, /metadata/],
    [{ templateID: " " }, /templateID/],
  ])("with %j is refused with 400", (body, message) => {
    expect(() => read(body)).toThrow(
      expect.objectContaining({ status: 400, message: expect.stringMatching(message) }),
    );
  });
});
