import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterAll, describe, expect, test } from "@jest/globals";
import type { Box } from "../../../../src/embedded-e2b/box/types.ts";
import { CLOSED } from "../../../../src/embedded-e2b/relay/network-policy.ts";
import { directly, type Reach } from "../../../../src/embedded-e2b/relay/reach.ts";
import { loopbackAlias } from "../../../../tools/sandbox/loopback-alias.ts";
import { boxMaker, python } from "./test-box.ts";

const makeBox = await boxMaker();
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

let guests = 0;
/** Says who it is and then back what it is told. */
const echo = (name: string) =>
  createServer((socket) => {
    guests += 1;
    socket.on("error", () => socket.destroy());
    socket.write(`${name}\n`);
    socket.pipe(socket);
  });
const first = await listening(echo("first"));
const second = await listening(echo("second"));
const web = await listening(
  createHttpServer((req, res) => {
    guests += 1;
    res.writeHead(200, { "x-seen-host": req.headers.host, "set-cookie": ["a=1", "b=2"] });
    req.pipe(res);
  }),
);

/** Names that exist for these tests only. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  "one.test": ["127.0.0.1"],
  "two.test": ["127.0.0.1"],
  "loop.test": ["127.0.0.1"],
  "mapped.test": ["::ffff:127.0.0.1"],
  "private.test": ["10.0.0.7", "192.168.1.1"],
  "web.test": ["10.0.0.7", "93.184.216.34"],
};
const dialled: string[] = [];
const reach: Reach = {
  resolve: async (host) => NAMES[host] ?? directly.resolve(host),
  // The public internet of these tests is one server here.
  connect(address, port) {
    dialled.push(`${address}:${port}`);
    return address === "93.184.216.34"
      ? directly.connect("127.0.0.1", web)
      : directly.connect(address, port);
  },
};

const HELPERS = `
import os, socket, urllib.request, urllib.error
def line(host, port, say=b""):
    try:
        with socket.create_connection((host, port), timeout=20) as s:
            f = s.makefile("rwb")
            got = f.readline().decode().strip() or "nothing"
            return got
    except OSError as error:
        return type(error).__name__
def tunnel(host, port):
    with socket.create_connection(("127.0.0.2", 3128), timeout=20) as s:
        f = s.makefile("rwb")
        f.write(f"CONNECT {host}:{port} HTTP/1.1\\r\\n\\r\\n".encode()); f.flush()
        return f.readline().decode().split(" ", 1)[1].strip()
def plain(host, port):
    with socket.create_connection(("127.0.0.2", 3128), timeout=20) as s:
        s.sendall(f"GET http://{host}:{port}/ HTTP/1.1\\r\\nHost: {host}\\r\\n\\r\\n".encode())
        return s.makefile("rb").readline().decode().split(" ", 1)[1].strip()
def get(url, data=None):
    try:
        with urllib.request.urlopen(url, data, timeout=20) as r:
            return f"{r.status} {r.headers['x-seen-host']} {r.headers.get_all('set-cookie')} {r.read().decode()}".strip()
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.reason}"
`;
const ask = async (box: Box, script: string) => {
  const { stdout, stderr } = await python(box, `${HELPERS}\n${script}`);
  return `${stdout}${stderr}`.trimEnd().split("\n");
};

describe("a closed box", () => {
  test("reaches nothing, not even by its proxy, and is told so", async () => {
    const box = await makeBox({ reach });
    const before = guests;
    const script = `
print(line("127.0.0.1", ${first}), line("one.test", ${first}))
print(tunnel("127.0.0.1", ${first}))
print(get("http://one.test:${web}/"))
print(tunnel("example.org", 443))
with socket.create_connection(("127.0.0.2", 3128)) as s:
    s.sendall(b"GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n"); print(s.recv(999).decode().splitlines()[0])
`;
    expect(await ask(box, script)).toEqual([
      "ConnectionRefusedError gaierror",
      "403 This sandbox has no internet access",
      "403 This sandbox has no internet access",
      "403 This sandbox has no internet access",
      "HTTP/1.1 400 This is a proxy: it takes CONNECT, and GET http://host/",
    ]);
    expect(guests).toBe(before);
  });

  test("has no other way out, whatever the network of the host is", async () => {
    const box = await makeBox({ reach });
    const links = `print(sorted(l.split(":")[0].strip() for l in open("/proc/net/dev") if ":" in l))`;
    expect(await ask(box, links)).toEqual(["['lo']"]);
    expect(await ask(box, `print(os.path.exists("/etc/resolv.conf"))`)).toEqual(["False"]);
  });
});

describe("with internet access", () => {
  test("private, local and special addresses are refused in every spelling", async () => {
    const box = await makeBox({ reach, network: { internet: true, addresses: [] } });
    const before = [guests, dialled.length];
    const hosts = [
      "127.0.0.1",
      "127.1",
      "127.9.9.9",
      "0.0.0.0",
      "0",
      "2130706433",
      "0x7f000001",
      "0x7f.1",
      "017700000001",
      "localhost",
      "LOCALHOST.",
      "[::1]",
      "[::]",
      "[::ffff:127.0.0.1]",
      "[::ffff:7f00:1]",
      "[64:ff9b::7f00:1]",
      "[2002:7f00:1::]",
      "[fe80::1]",
      "[fd00:ec2::254]",
      "169.254.169.254",
      "168.63.129.16",
      "100.100.100.200",
      "10.0.0.1",
      "10.255.255.53",
      "172.16.0.1",
      "192.168.1.1",
      "224.0.0.1",
      "255.255.255.255",
      "loop.test",
      "mapped.test",
      "private.test",
    ];
    const script = `
for host in ${JSON.stringify(hosts)}:
    print(host, tunnel(host, ${first})[:3], plain(host, ${web})[:3])
`;
    const seen = await ask(box, script);
    expect(seen.filter((said) => !/ (403|502|400) (403|502|400)$/.test(said))).toEqual([]);
    expect(seen).toHaveLength(hosts.length);
    expect([guests, dialled.length]).toEqual(before);
  });

  test("a public name is reached at the very address that was checked", async () => {
    const box = await makeBox({ reach, network: { internet: true, addresses: [] } });
    dialled.length = 0;
    const script = `
print(get("http://web.test/a?b=c", b"x" * 3))
print(tunnel("web.test", 443))
print(tunnel("web.test", 22), "|", tunnel("web.test", 25))
`;
    expect(await ask(box, script)).toEqual([
      "200 web.test ['a=1', 'b=2'] xxx",
      "200 Connection established",
      "403 Port 22 is not open to this sandbox | 403 Port 25 is not open to this sandbox",
    ]);
    expect(dialled).toEqual(["93.184.216.34:80", "93.184.216.34:443"]);
  });
});

describe("a listed address", () => {
  const addresses = [
    { host: "one.test", port: first },
    { host: "two.test", port: first },
    { host: "two.test", port: second },
    { host: "One.Test.", port: web },
    { host: "127.0.0.1", port: second },
  ];

  test("is reached under its own name and port, by socket and by proxy; its neighbours are not", async () => {
    const box = await makeBox({ reach, network: { internet: false, addresses } });
    const script = `
print(line("one.test", ${first}), line("two.test", ${first}), line("two.test", ${second}))
print(line("127.0.0.1", ${second}), line("localhost", ${second}))
print(line("one.test", ${second}), line("127.0.0.1", ${first}), line("three.test", ${first}))
print(get("http://one.test:${web}/"), "|", tunnel("one.test", ${first}), "|", tunnel("one.test", ${second}))
print(socket.gethostbyname("one.test"), socket.gethostbyname("localhost"))
`;
    expect(await ask(box, script)).toEqual([
      "first first second",
      "second second",
      "ConnectionRefusedError ConnectionRefusedError gaierror",
      `200 one.test:${web} ['a=1', 'b=2'] | 200 Connection established | 403 This sandbox has no internet access`,
      `${loopbackAlias("one.test")} 127.0.0.1`,
    ]);
  });

  test("carries much in both directions, and the end of each", async () => {
    const box = await makeBox({ reach, network: { internet: false, addresses } });
    const script = `
import hashlib, threading
size = 64 * 1024 * 1024
piece = os.urandom(1024 * 1024)
with socket.create_connection(("one.test", ${first})) as s:
    def send():
        for _ in range(64):
            s.sendall(piece)
        s.shutdown(socket.SHUT_WR)
    thread = threading.Thread(target=send); thread.start()
    f = s.makefile("rb"); f.readline()
    same, got = True, 0
    while chunk := f.read(1024 * 1024):
        same, got = same and chunk == piece, got + len(chunk)
    thread.join()
    print(got == size, same)
`;
    expect(await ask(box, script)).toEqual(["True True"]);
  });

  test("that does not answer ends the connection, and is a sentence by the proxy", async () => {
    const silent = await listening(createServer());
    servers.pop()?.close();
    const gone = [{ host: "one.test", port: silent }];
    const box = await makeBox({ reach, network: { internet: false, addresses: gone } });
    const script = `print(line("one.test", ${silent}), "|", tunnel("one.test", ${silent}))`;
    expect(await ask(box, script)).toEqual([
      `nothing | 502 one.test:${silent} cannot be reached: ECONNREFUSED`,
    ]);
  });
});

describe("the network of a live box", () => {
  test("is opened and closed; what is not allowed any more is cut", async () => {
    const box = await makeBox({ reach });
    const one = { internet: false, addresses: [{ host: "one.test", port: first }] };
    await box.setNetwork(one);
    const said = Promise.withResolvers<void>();
    let stdout = "";
    const reader = `import socket
s = socket.create_connection(("one.test", ${first})); print(s.recv(99), flush=True); print(s.recv(99))`;
    const cut = await box.agent.start(
      { command: "python3", args: ["-c", reader] },
      {
        onStdout: (chunk) => {
          stdout += chunk.toString("utf8");
          said.resolve();
        },
      },
    );
    await said.promise;
    await box.setNetwork({ internet: true, addresses: [{ host: "two.test", port: second }] });
    await cut.ended;
    expect(stdout).toBe("b'first\\n'\nb''\n");
    const script = `print(line("one.test", ${first}), line("two.test", ${second}), tunnel("web.test", 443))`;
    expect(await ask(box, script)).toEqual(["gaierror second 200 Connection established"]);
    await box.setNetwork(CLOSED);
    expect(await ask(box, script)).toEqual([
      "gaierror gaierror 403 This sandbox has no internet access",
    ]);
  });

  test("ends with it", async () => {
    const one = { internet: false, addresses: [{ host: "one.test", port: first }] };
    const box = await makeBox({ reach, network: one });
    const arrives = once(servers[0]!, "connection") as Promise<[Socket]>;
    const running = python(
      box,
      `import socket; socket.create_connection(("one.test", ${first})).recv(1); input()`,
    ).catch(() => undefined);
    const [accepted] = await arrives;
    const ended = once(accepted, "close");
    await box.kill();
    await ended;
    await running;
    expect(accepted.destroyed).toBe(true);
  });
});
