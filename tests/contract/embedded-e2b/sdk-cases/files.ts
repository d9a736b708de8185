import { expect } from "@jest/globals";
import { bytes, seen, type Case, type Subject } from "./case.ts";

/** Files, by calls and by signed links. */
export function fileCases({ sandbox }: Subject): Case[] {
  return [
    {
      name: "files.write",
      call: () => sandbox.files.write("a/hello.txt", "hello"),
      gives: expect.objectContaining({ name: "hello.txt" }),
    },
    {
      name: "files.write several",
      call: () =>
        sandbox.files.write([
          { path: "b1", data: "1" },
          { path: "b2", data: "2" },
        ]),
      gives: [expect.anything(), expect.anything()],
    },
    {
      name: "files.write a stream",
      call: () => sandbox.files.write("s.bin", new Blob([bytes("stream")]).stream()),
      gives: expect.anything(),
    },
    {
      name: "files.write compressed",
      call: () => sandbox.files.write("z.txt", "zip", { gzip: true }),
      gives: expect.anything(),
    },
    {
      name: "files.write with metadata",
      call: () => sandbox.files.write("m.txt", "m", { metadata: { k: "v" } }),
      gives: expect.anything(),
    },
    {
      name: "files.writeFiles",
      call: () => sandbox.files.writeFiles([{ path: "w1", data: "1" }]),
      gives: [expect.anything()],
    },
    { name: "files.read", call: () => sandbox.files.read("a/hello.txt"), gives: "hello" },
    {
      name: "files.read as bytes",
      call: () => sandbox.files.read("a/hello.txt", { format: "bytes" }),
      gives: bytes("hello"),
    },
    { name: "files.read what is not there", call: () => sandbox.files.read("nothing") },
    {
      name: "files.list",
      call: () => sandbox.files.list("a"),
      gives: [expect.objectContaining({ name: "hello.txt" })],
    },
    {
      name: "files.exists",
      call: async () => [await sandbox.files.exists("a"), await sandbox.files.exists("x")],
      gives: [true, false],
    },
    {
      name: "files.getInfo",
      call: () => sandbox.files.getInfo("a/hello.txt"),
      gives: expect.objectContaining({ size: 5 }),
    },
    {
      name: "files.makeDir",
      call: async () => [await sandbox.files.makeDir("d"), await sandbox.files.makeDir("d")],
      gives: [true, false],
    },
    {
      name: "files.rename",
      call: () => sandbox.files.rename("b1", "b3"),
      gives: expect.objectContaining({ name: "b3" }),
    },
    { name: "files.remove", call: () => sandbox.files.remove("b3"), gives: undefined },
    {
      name: "files.watchDir",
      call: () =>
        seen(async (see) => {
          const handle = await sandbox.files.watchDir(".", async (event) => {
            await handle.stop();
            see(event.name);
          });
          await sandbox.files.write("watched", "1");
        }),
      gives: "watched",
    },
    {
      name: "sandbox.uploadUrl",
      call: async () => {
        const body = new FormData();
        body.append("file", new Blob(["signed"]), "u.txt");
        return (await fetch(await sandbox.uploadUrl("u.txt"), { method: "POST", body })).status;
      },
      gives: 200,
    },
    {
      name: "sandbox.downloadUrl",
      call: async () => (await fetch(await sandbox.downloadUrl("u.txt"))).text(),
      gives: "signed",
    },
  ];
}
