import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SandboxFiles } from "../../../tools/ports/sandbox.ts";
import { startTestServer, type TestServer } from "./test-server.ts";

const LIMIT = { timeoutMs: 60_000 };
const MIB = 1024 * 1024;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer((settings) => ({
    ...settings,
    limits: { ...settings.limits, diskMb: 32, memoryMb: 512 },
  }));
});
afterAll(async () => server.close());

async function writeProbe(files: SandboxFiles): Promise<unknown> {
  try {
    await files.write("probe.txt", "fits");
    return undefined;
  } catch (error) {
    return error;
  }
}

test("a disk without room is a clear error, and works again when room is made", async () => {
  const { files } = await server.newSandbox();
  await files.write("big.bin", new Uint8Array(48 * MIB)).catch(() => undefined);
  // The server looks now and then how full the disk is, so the limit does not hold at once.
  let error: unknown;
  while (error === undefined) error = await writeProbe(files);
  expect(error).toMatchObject({ code: "sandbox_disk_full" });
  if ((await files.stat("big.bin")) !== undefined) await files.remove("big.bin");
  while (error !== undefined) error = await writeProbe(files);
  expect(await new Response(await files.read("probe.txt")).text()).toBe("fits");
});

test("memory used up ends the cell and not the sandbox", async () => {
  const sandbox = await server.newSandbox();
  await sandbox.files.write("kept.txt", "kept");
  const seen = await sandbox.runCell(
    "chunks = []\nwhile True:\n    chunks.append(bytearray(32 * 1024 * 1024))",
    LIMIT,
  );
  expect(["kernel_died", "error"]).toContain(seen.status);
  const next = await sandbox.runCell("print(open('kept.txt').read())", LIMIT);
  expect(next).toMatchObject({ status: "ok", stdout: "kept\n" });
});
