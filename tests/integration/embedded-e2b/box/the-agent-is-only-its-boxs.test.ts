import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Box } from "../../../../src/embedded-e2b/box/types.ts";
import { boxMaker, python, sh, testFolder } from "./test-box.ts";

const makeBox = await boxMaker();
const hostFolder = await testFolder();

/** Starts code that takes the agent's place in the socket folder and says what it is given to say. */
async function impostor(box: Box, answer: string): Promise<void> {
  const ready = Promise.withResolvers<void>();
  const script = `
import os, socket
os.unlink("/run/e2b/agent.sock")
listener = socket.socket(socket.AF_UNIX)
listener.bind("/run/e2b/agent.sock")
listener.listen()
print("ready", flush=True)
while True:
    peer, _ = listener.accept()
    peer.recv(65536)
    ${answer}
`;
  await box.agent.start(
    { command: "python3", args: ["-c", script] },
    { onStdout: () => ready.resolve() },
  );
  await ready.promise;
}

const frame = (kind: string, json: string) =>
  `peer.sendall(b"${kind}" + len(b'''${json}''').to_bytes(4, "big") + b'''${json}'''); peer.close()`;

describe("code in a box that kills the agent", () => {
  test.each(["os.kill(2, 9)", "os.kill(1, 9), os.kill(-1, 9)"])(
    "by %s kills its own box, which is told",
    async (how) => {
      const [box, other] = await Promise.all([makeBox(), makeBox()]);
      const ran = await python(box, `import os; ${how}`);
      expect(ran.error).toBe("signal: killed");
      expect(await box.exited).toBe("died");
      await expect(box.agent.stat(".")).rejects.toMatchObject({ code: "unavailable" });
      expect((await other.agent.stat(".")).type).toBe("dir");
      await box.kill();
    },
  );
});

describe("code in a box that takes the agent's place", () => {
  test.each([
    ["says nothing", "peer.close()"],
    ["says something else", 'peer.sendall(b"\\x00" * 100_000); peer.close()'],
    ["announces too much", 'peer.sendall(b"A" + b"\\xff" * 4); peer.close()'],
    ["answers wrongly", frame("A", '{"name":5}')],
    ["answers with no JSON", frame("A", "{")],
    ["invents a fault", frame("F", '{"code":"root","message":""}')],
    ["answers another question", frame("N", "[]")],
  ])("and %s is not believed", async (_what, answer) => {
    const box = await makeBox();
    await impostor(box, answer);
    await expect(box.agent.stat(".")).rejects.toMatchObject({ name: "AgentFault" });
    await expect(box.agent.list(".", 1)).rejects.toMatchObject({ name: "AgentFault" });
    await expect(box.agent.read("x")).rejects.toMatchObject({ name: "AgentFault" });
    await expect(box.agent.start({ command: "true", args: [] }, {})).rejects.toMatchObject({
      name: "AgentFault",
    });
    await box.kill();
  });

  test("with a link to a socket of the host does not bring the server there", async () => {
    const box = await makeBox();
    const path = join(hostFolder, "host.sock");
    let guests = 0;
    const server = createServer(() => (guests += 1));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    await sh(box, `rm /run/e2b/agent.sock; ln -s ${path} /run/e2b/agent.sock`);
    await expect(box.agent.stat(".")).rejects.toMatchObject({ code: "unavailable" });
    expect(() => box.pinSocket("agent.sock")).toThrow("not a socket");
    expect(() => box.pinSocket("../home")).toThrow("not a socket");
    expect(guests).toBe(0);
    server.close();
  });
});

test("code in a box that talks to the agent gets what it has anyway", async () => {
  const box = await makeBox();
  const script = `
import socket
def ask(request):
    peer = socket.socket(socket.AF_UNIX)
    peer.connect("/run/e2b/agent.sock")
    peer.sendall(b"Q" + len(request).to_bytes(4, "big") + request)
    peer.shutdown(socket.SHUT_WR)
    said = b""
    while chunk := peer.recv(65536):
        said += chunk
    return said[:1].decode() + said[5:60].decode()
print(ask(b"op=stat\\0path=/etc/shadow"))
print(ask(b"op=write\\0path=/etc/x"))
print(ask(b"op=start"))
print(ask(b"op=start\\0command=true\\0cwd=/\\0env=x"))
print(ask(b"op=list\\0path=/\\0depth=deep"))
print(ask(b"op=none"))
print(ask(b"op=stat\\0" * 100000))
print(ask(b"\\xff"))
idle = [socket.socket(socket.AF_UNIX) for _ in range(200)]
for peer in idle:
    peer.connect("/run/e2b/agent.sock")
    peer.send(b"Q\\xff")
print("held")
`;
  const { stdout, stderr } = await python(box, script);
  expect(stderr).toBe("");
  expect(stdout.split("\n").map((line) => line.slice(0, 30))).toEqual([
    'F{"code":"not_found","message"',
    'F{"code":"permission_denied","',
    ...Array<string>(6).fill('F{"code":"invalid_argument","m'),
    "held",
    "",
  ]);
  expect((await box.agent.stat(".")).type).toBe("dir");
});
