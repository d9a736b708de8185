import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { afterAll } from "@jest/globals";
import { readConfig } from "../../../../src/config.ts";
import { createBox } from "../../../../src/embedded-e2b/box/create-box.ts";
import type { Box, BoxOptions, ProcessEnd } from "../../../../src/embedded-e2b/box/types.ts";
import { CLOSED } from "../../../../src/embedded-e2b/relay/network-policy.ts";
import { ensureEnvironment } from "../../../../src/embedded-e2b/environment/ensure-environment.ts";
import type { PythonEnvironment } from "../../../../src/embedded-e2b/environment/types.ts";

export const LIMITS = { memoryMb: 512, diskMb: 256, fileMb: 128, processes: 48 } as const;

export async function testEnvironment(): Promise<PythonEnvironment> {
  return ensureEnvironment({
    cacheRoot: readConfig(process.env).env.E2B_ANALYST_CACHE,
    progress: () => undefined,
  });
}

/** A state folder that every user can reach, because a box of root belongs to a user of its own. */
export async function testFolder(): Promise<string> {
  const folder = await mkdtemp("/var/tmp/e2b-box-test-");
  await chmod(folder, 0o711);
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Makes boxes that end with the tests of the file; call it at top level. */
export async function boxMaker(): Promise<(options?: Partial<BoxOptions>) => Promise<Box>> {
  const boxes: Box[] = [];
  const environment = await testEnvironment();
  const stateDir = await testFolder();
  afterAll(() => Promise.all(boxes.map((box) => box.kill())));
  return async (options) => {
    const box = await createBox({
      id: `test${randomBytes(6).toString("hex")}`,
      environment,
      limits: LIMITS,
      network: CLOSED,
      envs: {},
      isolation: "bwrap",
      stateDir,
      ...options,
    });
    boxes.push(box);
    return box;
  };
}

export interface Ran extends ProcessEnd {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in a box to its end. */
export async function run(box: Box, command: string, args: readonly string[]): Promise<Ran> {
  const out = { stdout: "", stderr: "" };
  const started = await box.agent.start(
    { command, args },
    {
      onStdout: (chunk) => (out.stdout += chunk.toString("utf8")),
      onStderr: (chunk) => (out.stderr += chunk.toString("utf8")),
    },
  );
  return { ...(await started.ended), ...out };
}

export const sh = (box: Box, script: string) => run(box, "/bin/bash", ["-c", script]);
export const python = (box: Box, script: string) => run(box, "python3", ["-c", script]);
