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
    const before = processesWith(seconds);
    server.kill(signal);
    await once(server, "exit");
    // The server, the shell that it started and what that started.
    expect(before).toBeGreaterThan(2);
    // The kernel ends the box a moment after the server; there is no event for strangers.
    for (let looks = 0; looks < 1000 && processesWith(seconds) > 0; looks += 1)
      await new Promise(setImmediate);
    expect(processesWith(seconds)).toBe(0);
  },
);
