import { expect, test } from "@jest/globals";
import { CommandExitError, NotEnoughSpaceError } from "@e2b/code-interpreter";
import { envdServer } from "./envd-server.ts";

const MIB = 1024 * 1024;
const { sandbox } = await envdServer({
  limits: { memoryMb: 512, diskMb: 64, fileMb: 48, processes: 48 },
});

const zeros = (mb: number) => new Blob(Array.from({ length: mb }, () => new Uint8Array(MIB)));

test("a file that is too large for the sandbox is refused, and nothing of it stays", async () => {
  const writing = sandbox.files.write("too-large", zeros(60));
  await expect(writing).rejects.toThrow(NotEnoughSpaceError);
  expect(await sandbox.files.exists("too-large")).toBe(false);
});

test("files that are too many are refused until room is made", async () => {
  const fill = async () => {
    for (let number = 0; number < 50; number += 1)
      await sandbox.files.write(`fill/${number}`, zeros(8));
  };
  await expect(fill()).rejects.toThrow(NotEnoughSpaceError);
  await expect(sandbox.commands.run("echo x > more")).rejects.toThrow(CommandExitError);
  expect(await sandbox.files.read("fill/0", { format: "bytes" })).toHaveLength(8 * MIB);
  await sandbox.files.remove("fill");
  await sandbox.commands.run("until echo x > more; do sleep 0.05; done 2>/dev/null");
  await sandbox.files.write("again", "x");
});
