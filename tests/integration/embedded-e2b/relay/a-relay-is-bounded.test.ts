import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { startRelay } from "../../../../src/embedded-e2b/relay/relay.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const accepted: Socket[] = [];
const silent = createServer((socket) => {
  accepted.push(socket);
  socket.on("error", () => undefined);
}).listen(0, "127.0.0.1");
await once(silent, "listening");
afterAll(() => void silent.close());
const { port } = silent.address() as AddressInfo;
const listed = { internet: false, addresses: [{ host: "127.0.0.1", port }] };

const dial = async (path: string) => {
  const socket = connect(path);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
};
const tunnel = async (path: string) => {
  const socket = await dial(path);
  socket.write(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\n\r\n`);
  const [said] = (await once(socket, "data")) as [Buffer];
  return { socket, said: said.toString() };
};

test("a connection over which nothing goes is closed on both sides", async () => {
  const path = join(await temporaryFolder(), "idle");
  const relay = await startRelay({ path, idleMs: 100 });
  relay.setPolicy(listed);
  const { socket, said } = await tunnel(path);
  expect(said).toBe("HTTP/1.1 200 Connection established\r\n\r\n");
  const ends = [once(socket, "close"), once(accepted.at(-1)!, "close")];
  socket.resume();
  accepted.at(-1)!.resume();
  await Promise.all(ends);
  expect(socket.destroyed).toBe(true);
  await relay.close();
});

test("there are only so many connections", async () => {
  const path = join(await temporaryFolder(), "many");
  const relay = await startRelay({ path, maxConnections: 2 });
  relay.setPolicy(listed);
  const open = [await tunnel(path), await tunnel(path)];
  const third = await dial(path);
  third.resume();
  await once(third, "close");
  expect(open.map(({ socket }) => socket.destroyed)).toEqual([false, false]);
  open[0]!.socket.destroy();
  await once(open[0]!.socket, "close");
  await relay.close();
});

test("its end closes every connection", async () => {
  const path = join(await temporaryFolder(), "end");
  const relay = await startRelay({ path });
  relay.setPolicy(listed);
  const { socket } = await tunnel(path);
  const other = accepted.at(-1)!;
  const ends = [once(socket, "close"), once(other, "close")];
  socket.resume();
  other.resume();
  await relay.close();
  await Promise.all(ends);
  await expect(dial(path)).rejects.toBeDefined();
});
