import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { createBox } from "../../../../src/embedded-e2b/box/create-box.ts";
import type { BoxOptions } from "../../../../src/embedded-e2b/box/types.ts";
import { envdApp } from "./envd-app.ts";

/** envd of one box in a process of its own, whose memory can be told from its client's; prints its address. */
const options = JSON.parse(process.argv[2]!) as BoxOptions;

const box = await createBox(options);
const server = createServer(envdApp(express(), box));
server.requestTimeout = 0;
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.stdin.resume().once("close", () => {
  void box.kill().then(() => process.exit(0));
});
