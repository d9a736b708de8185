import { afterAll, beforeAll, expect, test } from "@jest/globals";
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

test("a disk without room is a clear error, and goes on working when room is made", async () => {
  const { files } = await server.newSandbox();
  const zeros = new Uint8Array(MIB);
  let left = 64;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left === 0) controller.close();
      else controller.enqueue(zeros);
      left -= 1;
    },
  });
  await expect(files.write("big.bin", stream)).rejects.toMatchObject({ code: "sandbox_disk_full" });
  if ((await files.stat("big.bin")) !== undefined) await files.remove("big.bin");
  await files.write("small.txt", "fits");
  expect(await new Response(await files.read("small.txt")).text()).toBe("fits");
});

test("memory used up is told as such, and the next cell works", async () => {
  const sandbox = await server.newSandbox();
  const seen = await sandbox.runCell(
    "chunks = []\nwhile True:\n    chunks.append(bytearray(32 * 1024 * 1024))",
    LIMIT,
  );
  expect(seen).toMatchObject({ status: "kernel_died", outOfMemory: true, variablesLost: true });
  expect((await sandbox.runCell("1 + 1", LIMIT)).results[0]?.text).toBe("2");
});
