import { describe, expect, test } from "@jest/globals";
import {
  AuthenticationError,
  BuildError,
  CommandExitError,
  E2B,
  InvalidArgumentError,
  RateLimitError,
  SandboxError,
  SecretError,
  ServiceBusyError,
  TemplateBase,
  VolumeError,
} from "@e2b/code-interpreter";
import { runningServer, Sandbox } from "../../integration/embedded-e2b/running-server.ts";
import { absentCases } from "./sdk-cases/absent.ts";
import { codeCases } from "./sdk-cases/code.ts";
import { commandCases } from "./sdk-cases/commands.ts";
import { fileCases } from "./sdk-cases/files.ts";
import { lifeCases } from "./sdk-cases/life.ts";

const { connection } = await runningServer();
const client = new E2B(connection);
const sandbox = await Sandbox.create({ ...connection, timeoutMs: 600_000, envs: { OWN: "own" } });
const ALL = [lifeCases, codeCases, fileCases, commandCases, absentCases].flatMap((cases) =>
  cases({ connection, client, sandbox }),
);

/** What the SDK itself raises on purpose, as against an accident such as a torn answer. */
const TYPED = [
  AuthenticationError,
  BuildError,
  CommandExitError,
  InvalidArgumentError,
  RateLimitError,
  SandboxError,
  SecretError,
  ServiceBusyError,
  VolumeError,
];

describe("the SDK's call", () => {
  test.each(ALL.filter((one) => "gives" in one))("$name works", async ({ call, gives }) => {
    expect(await call()).toEqual(gives);
  });

  test.each(ALL.filter((one) => !("gives" in one)))(
    "$name raises the SDK's own error",
    async ({ call }) => {
      const error = await Promise.resolve(call()).then(
        (value) => `gave ${JSON.stringify(value)}`,
        (raised: unknown) => raised,
      );
      expect(error).toBeInstanceOf(Error);
      const classes = TYPED.filter((type) => error instanceof type);
      expect({ error, classes }).not.toMatchObject({ classes: [] });
      expect((error as Error).message).not.toBe("");
    },
  );
});

/** Helpers of the SDK's own, and what only looks at the client. */
const IGNORED = new Set([
  "constructor",
  "createSandbox",
  "connectSandbox",
  "forkSandbox",
  "resolveOpts",
  "resolveApiOpts",
  "getJupyterRequestUrl",
  "handleRequestError",
  "fileUrl",
  "toJSON",
  "toDockerfile",
  "fill",
  "iamToken",
]);

function methodsOf(prefix: string, owner: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(owner))
    .filter(([name, { value }]) => typeof value === "function" && !IGNORED.has(name))
    .map(([name]) => `${prefix}.${name}`);
}

test("the table names every public method of the SDK", () => {
  const BaseSandbox = Object.getPrototypeOf(Sandbox) as { prototype: object };
  const methods = [
    ...methodsOf("Sandbox", BaseSandbox),
    ...methodsOf("Sandbox", Object.getPrototypeOf(BaseSandbox) as object),
    ...methodsOf("sandbox", Sandbox.prototype),
    ...methodsOf("sandbox", BaseSandbox.prototype),
    ...methodsOf("files", Object.getPrototypeOf(sandbox.files) as object),
    ...methodsOf("commands", Object.getPrototypeOf(sandbox.commands) as object),
    ...methodsOf("pty", Object.getPrototypeOf(sandbox.pty) as object),
    ...methodsOf("Template", TemplateBase),
    ...methodsOf("Volume", Object.getPrototypeOf(client.Volume) as object),
    ...methodsOf("Secret", Object.getPrototypeOf(client.Secret) as object),
  ];
  const named = new Set(ALL.map(({ name }) => name.split(" ", 1)[0]));
  expect(methods.length).toBeGreaterThan(60);
  expect(methods.filter((name) => !named.has(name))).toEqual([]);
});
