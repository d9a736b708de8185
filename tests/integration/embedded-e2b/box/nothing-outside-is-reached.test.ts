import { spawn } from "node:child_process";
import { createServer, type AddressInfo, type ListenOptions, type Server } from "node:net";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, test } from "@jest/globals";
import { boxMaker, python, sh, testFolder } from "./test-box.ts";

const makeBox = await boxMaker();
const box = await makeBox();
const hostFolder = await testFolder();
const hostFile = join(hostFolder, "host-file");
await writeFile(hostFile, "of the host");

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

/** A server on the host that counts who comes. */
async function hostServer(listen: ListenOptions) {
  let guests = 0;
  const server = createServer((socket) => {
    guests += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(listen, resolve));
  servers.push(server);
  return { port: (server.address() as AddressInfo).port, guests: () => guests };
}

describe("the network", () => {
  test("a server on the host's loopback is not there", async () => {
    const { port, guests } = await hostServer({ host: "127.0.0.1", port: 0 });
    const script = `
import socket
for address in ("127.0.0.1", "10.0.2.2", "172.17.0.1", "1.1.1.1"):
    try:
        socket.create_connection((address, ${port}), timeout=2)
        print("connected")
    except OSError as error:
        print("refused")
`;
    expect((await python(box, script)).stdout).toBe("refused\n".repeat(4));
    expect(guests()).toBe(0);
  });

  test("abstract sockets of the host are not there", async () => {
    const name = `e2b-test-${process.pid}`;
    const { guests } = await hostServer({ path: `\0${name}` });
    const script = `
import socket
try:
    socket.socket(socket.AF_UNIX).connect("\\0${name}")
    print("connected")
except OSError as error:
    print(type(error).__name__)
`;
    expect((await python(box, script)).stdout).toBe("ConnectionRefusedError\n");
    expect(guests()).toBe(0);
  });
});

test("processes outside cannot be signalled", async () => {
  const victim = spawn("sleep", ["1000"]);
  const ended = new Promise((resolve) => victim.once("exit", () => resolve("ended")));
  const script = `
import os, signal
for pid in [${victim.pid}, ${process.pid}]:
    try:
        os.kill(pid, signal.SIGKILL)
        print("killed", pid)
    except ProcessLookupError:
        print("not there")
`;
  expect((await python(box, script)).stdout).toBe("not there\nnot there\n");
  victim.kill();
  expect(await ended).toBe("ended");
  expect(victim.signalCode).toBe("SIGTERM");
});

describe("a link to a file of the host", () => {
  const { agent } = box;

  test("leads nowhere by any of the agent's operations", async () => {
    await sh(box, `ln -s ${hostFile} to-file; ln -s ${hostFolder} to-folder; ln -s / to-root`);
    await expect(agent.read("to-file")).rejects.toMatchObject({ code: "not_found" });
    await expect(agent.read("to-folder/host-file")).rejects.toMatchObject({ code: "not_found" });
    await expect(agent.read(`to-root${hostFile}`)).rejects.toMatchObject({ code: "not_found" });
    await expect(agent.list("to-folder", 1)).rejects.toMatchObject({ code: "not_found" });
    await expect(
      agent.watch("to-folder", { recursive: true, withEntry: true }, () => {}),
    ).rejects.toMatchObject({ code: "not_found" });
    expect(await agent.stat("to-file")).toMatchObject({ type: "symlink" });
    for (const path of ["to-file", "to-folder/host-file", "to-folder/new"])
      await expect(agent.write(path, Readable.from([Buffer.from("x")]))).rejects.toMatchObject({
        name: "AgentFault",
      });
    await expect(agent.move(`to-root${hostFile}`, "stolen")).rejects.toMatchObject({
      code: "not_found",
    });
    await agent.remove("to-folder/host-file");
    await agent.remove("to-file");
    await agent.remove("to-folder");
    await agent.remove("to-root");
    expect(await readFile(hostFile, "utf8")).toBe("of the host");
  });

  test("does not lead the removal of a box out of it", async () => {
    const other = await makeBox();
    await mkdir(join(hostFolder, "kept"));
    await symlink(hostFile, join(hostFolder, "kept", "link"));
    await sh(
      other,
      `ln -s ${hostFolder} out; mkdir -p deep/er; ln -s ${hostFolder}/kept deep/er/out`,
    );
    await sh(other, "mkdir closed; touch closed/x; chmod 000 closed");
    await other.kill();
    expect(await readFile(hostFile, "utf8")).toBe("of the host");
  });
});

describe("a name", () => {
  const { agent } = box;

  test.each([
    ["../../../../etc/shadow", "not_found"],
    ["/proc/1/root/../etc/shadow", "not_found"],
    ["a\0b", "invalid_argument"],
    ["x".repeat(300), "invalid_argument"],
    ["/etc/passwd/x", "not_found"],
    ["/dev/zero", "invalid_argument"],
  ])("%j is not read", async (path, code) => {
    const reading = agent.read(path).then(async ({ body }) => text(body));
    await expect(reading).rejects.toMatchObject({ code });
  });

  test.each(["new\nline", " ", "-rf", "*", "\u202e", "..x", "a\\b", "'\"`$(id)"])(
    "%j is as good as any",
    async (name) => {
      await agent.write(`names/${name}`, Readable.from([Buffer.from("odd")]));
      expect((await agent.list("names", 1)).map((entry) => entry.name)).toEqual([name]);
      expect(await text((await agent.read(`names/${name}`)).body)).toBe("odd");
      await agent.remove(`names/${name}`);
    },
  );

  test("that is not UTF-8 is told, and found again by what was told", async () => {
    await python(box, "open(b'/home/user/bad-\\xff\\xfe.csv', 'w').write('bytes')");
    const [entry] = (await agent.list(".", 1)).filter(({ name }) => name.startsWith("bad-"));
    expect(entry?.name).toBe("bad-\udcff\udcfe.csv");
    expect(await text((await agent.read(entry!.path)).body)).toBe("bytes");
    expect((await agent.move(entry!.path, "good.csv")).name).toBe("good.csv");
  });

  test("may stand for something that never ends to be read or written", async () => {
    await sh(box, "mkfifo pipe");
    await expect(agent.read("pipe")).rejects.toMatchObject({ code: "invalid_argument" });
    await expect(agent.write("pipe", Readable.from([Buffer.from("x")]))).rejects.toMatchObject({
      code: "invalid_argument",
    });
  });

  test("can be many levels deep", async () => {
    await sh(box, "mkdir deep; cd deep; for i in $(seq 300); do mkdir d && cd d; done; touch end");
    expect(await agent.list("deep", 400)).toHaveLength(301);
    await agent.remove("deep");
    await expect(agent.stat("deep")).rejects.toMatchObject({ code: "not_found" });
  });
});
