import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startupFolder } from "../../../tools/sandbox/startup.ts";
import { describeSandboxPort } from "./sandbox-port.ts";
import { startTestServer, type TestServer } from "./test-server.ts";
import { ann } from "../../helpers/callers.ts";

const LIMIT = { timeoutMs: 60_000 };
const WHERE = "import e2b_analyst\nprint(e2b_analyst.__file__)";

let bare: TestServer;
let full: TestServer;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "startup-"));
  // A server whose kernels know nothing of the package, as a stock template of the cloud.
  bare = await startTestServer((settings) => ({
    ...settings,
    environment: { ...settings.environment, startupPath: folder },
  }));
  full = await startTestServer();
});
afterAll(async () => {
  await bare.close();
  await full.close();
  await rm(folder, { recursive: true, force: true });
});

const asked = (threadId: string, sandboxId?: string) => ({ threadId, caller: ann, sandboxId });

test("it is uploaded into a sandbox without it, and used again by the next process", async () => {
  const { sandbox } = await bare.newPool().acquire(asked("s1"));
  const { stdout } = await sandbox.runCell(WHERE, LIMIT);
  expect(stdout).toMatch(/^\/home\/user\/\.e2b-analyst\/startup\/[0-9a-f]{16}\/e2b_analyst\//);
  const path = stdout.trim();
  const before = await sandbox.files.stat(path);
  const again = await bare.newPool().acquire(asked("s1", sandbox.id));
  expect(await again.sandbox.files.stat(path)).toEqual(before);
});

test("nothing is uploaded where it is there already", async () => {
  const { sandbox } = await full.newPool().acquire(asked("s2"));
  const { stdout } = await sandbox.runCell(WHERE, LIMIT);
  expect(stdout).not.toContain("/home/user");
  expect(await sandbox.files.stat(".e2b-analyst/startup")).toBeUndefined();
});

test("another version takes the place of the one that is loaded", async () => {
  const other = join(folder, "other");
  await cp(startupFolder(), other, { recursive: true });
  await writeFile(join(other, "version_of_this_test.py"), "VERSION = 'this test'\n");
  const { sandbox } = await full.newPool({ startupFolder: other }).acquire(asked("s3"));
  const { stdout } = await sandbox.runCell(
    "from e2b_analyst.version_of_this_test import VERSION\nprint(VERSION)",
    LIMIT,
  );
  expect(stdout).toBe("this test\n");
});

describe("a sandbox that lacked it", () => {
  describeSandboxPort(async () => bare.newSandbox());
});
