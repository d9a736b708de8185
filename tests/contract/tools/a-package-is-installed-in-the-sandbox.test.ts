/* oxlint-disable jest/no-disabled-tests, jest/valid-title, jest/expect-expect -- a machine without a registry says so, counted */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { installPackages } from "../../../graphs/analyst/session/install-packages.ts";
import { PLAIN_SETUP, type OpenAddress, type Sandbox } from "../../../tools/ports/sandbox.ts";
import { ann } from "../../helpers/callers.ts";
import { step } from "../../helpers/servers/install.ts";
import { startTestServer, type TestServer } from "./test-server.ts";

const LIMITS = { timeoutMs: 120_000, signal: new AbortController().signal };
/** Small, pure Python, and nothing that a sandbox has. */
const PACKAGE = "humanize";

/** Where pip gets packages on this machine, and whether it does; a registry may be on a private address. */
async function registry(): Promise<{ hosts: OpenAddress[]; index: string } | { missing: string }> {
  const listing = await step(["python3", "-m", "pip", "config", "list"]).catch(() => "");
  const index = /\bindex-url='([^']+)'/.exec(listing)?.[1] ?? "https://pypi.org/simple";
  const url = new URL(`${index.replace(/\/$/, "")}/${PACKAGE}/`);
  try {
    const page = await fetch(url, { signal: AbortSignal.timeout(20_000) });
    const links = [...(await page.text()).matchAll(/href="([^"#]+)/g)];
    const file = links.map(([, link = ""]) => new URL(link, url)).at(-1);
    if (!page.ok || file === undefined) throw new Error(`status ${page.status}`);
    const hosts = [url, file].map(({ hostname, port, protocol }) => ({
      host: hostname,
      port: Number(port) || (protocol === "https:" ? 443 : 80),
    }));
    return { hosts, index };
  } catch (error) {
    return { missing: `no package registry answers: ${String(error).slice(0, 100)}` };
  }
}

const found = await registry();
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => server.close());

const told = async (sandbox: Sandbox, code: string) => {
  const { stdout, error } = await sandbox.runCell(code, { timeoutMs: 60_000 });
  return error === undefined ? stdout.trim() : `${error.name}: ${error.value}`;
};

test("nothing comes into a closed sandbox, and pip says why", async () => {
  const { sandbox } = await server.newPool().acquire({ threadId: "closed", caller: ann });
  const { installed, fault } = await installPackages(sandbox, [PACKAGE], LIMITS);
  expect(installed).toEqual([]);
  expect(fault).toMatch(/No matching distribution|no internet access/);
});

describe("with internet access", () => {
  if ("missing" in found) {
    test.skip(`not run here: ${found.missing}`, () => undefined);
    return;
  }
  const { hosts, index } = found;
  const setup = {
    ...PLAIN_SETUP,
    internet: true,
    addresses: hosts,
    envs: { PIP_INDEX_URL: index },
  };

  test("a package comes, is seen at once and by new kernels, and is not fetched twice", async () => {
    const request = { threadId: "open", caller: ann, setup };
    const { sandbox } = await server.newPool().acquire(request);
    const use = `import ${PACKAGE}; print(${PACKAGE}.intcomma(1234))`;
    expect(await told(sandbox, use)).toContain("ModuleNotFoundError");
    const { installed, fault } = await installPackages(sandbox, [PACKAGE], LIMITS);
    expect(fault).toBeUndefined();
    expect(installed).toEqual([expect.stringMatching(/^humanize==\d/)]);
    expect(await told(sandbox, use)).toBe("1,234");
    await sandbox.runCell("exit()", { timeoutMs: 60_000 });
    expect(await told(sandbox, use)).toBe("1,234");

    // The same version comes again elsewhere, and is there already here.
    expect(await installPackages(sandbox, installed, LIMITS)).toMatchObject({ installed: [] });
    const other = await server.newPool().acquire({ ...request, threadId: "other" });
    expect(await installPackages(other.sandbox, installed, LIMITS)).toMatchObject({ installed });
  });

  test("what the sandbox came with stays as it is", async () => {
    const { sandbox } = await server.newPool().acquire({ threadId: "kept", caller: ann, setup });
    const { installed, fault } = await installPackages(sandbox, ["pandas==2.2.3"], LIMITS);
    expect([installed, fault]).toEqual([[], expect.stringMatching(/conflict|Cannot install/i)]);
    const unknown = await installPackages(sandbox, ["no-such-package-as-this-one"], LIMITS);
    expect(unknown.fault).toContain("No matching distribution");
  });
});
