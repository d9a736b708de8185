import { connect } from "node:net";
import { expect, test } from "@jest/globals";
import { envdServer, TOKEN } from "./envd-server.ts";

const { url } = await envdServer({
  limits: { memoryMb: 512, diskMb: 64, fileMb: 1, processes: 48 },
});
/** Refused in its middle, when the part that fits has been written. */
const BODY = Buffer.alloc(4 * 1024 * 1024);

/** Sends requests over one connection, each whole before its answer is awaited; returns the statuses. */
async function statusesOnOneConnection(requests: readonly Buffer[]): Promise<string[]> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  const statuses: string[] = [];
  let text = "";
  const answers = (async () => {
    for await (const chunk of socket) {
      text += (chunk as Buffer).toString("latin1");
      const found = text.match(/HTTP\/1\.1 \d+/g) ?? [];
      statuses.splice(0, Infinity, ...found.map((line) => line.slice(9)));
      if (statuses.length === requests.length) socket.end();
    }
  })();
  for (const request of requests) socket.write(request);
  await answers;
  return statuses;
}

function upload(path: string, type: string, body: Buffer): Buffer {
  const head = [
    `POST /files?path=${path} HTTP/1.1`,
    "Host: localhost",
    `X-Access-Token: ${TOKEN}`,
    `Content-Type: ${type}`,
    `Content-Length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
}

const form = Buffer.concat([
  Buffer.from('--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'),
  BODY,
  Buffer.from("\r\n--b--\r\n"),
]);
const health = Buffer.from("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");

test.each([
  ["as it is", upload("x", "application/octet-stream", BODY)],
  ["as a form", upload("x", "multipart/form-data; boundary=b", form)],
])("an upload %s that is refused leaves its connection to the next request", async (_, refused) => {
  const statuses = await statusesOnOneConnection([refused, health]);
  expect(statuses).toEqual(["507", "204"]);
});
