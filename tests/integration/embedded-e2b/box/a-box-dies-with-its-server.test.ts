import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { processesWith } from "./processes-with.ts";
import { testEnvironment, testFolder } from "./test-box.ts";

const stateDir = await testFolder();

test.each(["SIGKILL", "SIGTERM", "SIGINT"] as const)(
  "a server that is ended by %s takes every process of its boxes along",
  async (signal) => {
    const seconds = String(randomInt(100_000, 900_000));
    const script = join(import.meta.dirname, "box-process.ts");
    const environment = JSON.stringify(await testEnvironment());
    const args = ["--disable-warning=ExperimentalWarning", script, stateDir, environment, seconds];
    const server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    await once(server.stdout, "data");
    const before = processesWith(`sleep\0${seconds}`);
    server.kill(signal);
    await once(server, "exit");
    expect(before).toBeGreaterThan(0);
    // The kernel ends the box a moment after the server; there is no event for strangers.
    while (processesWith(`sleep\0${seconds}`) > 0) await new Promise(setImmediate);
  },
);
