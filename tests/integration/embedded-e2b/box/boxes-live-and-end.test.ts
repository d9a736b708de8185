import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readdir } from "node:fs/promises";
import { createConnection } from "node:net";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { removeLeftoverBoxes } from "../../../../src/embedded-e2b/box/folders.ts";
import type { Box } from "../../../../src/embedded-e2b/box/types.ts";
import { AnalystError } from "../../../../tools/errors.ts";
import { processesWith } from "./processes-with.ts";
import { boxMaker, python, sh, testEnvironment, testFolder } from "./test-box.ts";

const makeBox = await boxMaker();
const stateDir = await testFolder();
const elsewhere = await testFolder();

test("a kill ends every process and leaves nothing", async () => {
  const seconds = String(randomInt(100_000, 900_000));
  const box = await makeBox({ stateDir });
  await sh(box, `setsid sleep ${seconds} & (trap '' TERM HUP; sleep ${seconds}) & echo`);
  expect(processesWith(seconds)).toBeGreaterThan(0);
  expect(existsSync(join(stateDir, "boxes", box.id))).toBe(true);
  await Promise.all([box.kill(), box.kill()]);
  expect(await box.exited).toBe("killed");
  expect(processesWith(seconds)).toBe(0);
  expect(existsSync(join(stateDir, "boxes", box.id))).toBe(false);
  await expect(box.agent.stat(".")).rejects.toMatchObject({ code: "unavailable" });
});

test("a process that its box takes along is told to have been killed", async () => {
  const box = await makeBox();
  const started = await box.agent.start({ command: "sleep", args: ["1000"] }, {});
  await box.kill();
  expect(await started.ended).toMatchObject({ exitCode: -1, error: "signal: killed" });
});

test("a frozen box does nothing, goes on where it was, and dies frozen", async () => {
  const [box, neighbour] = await Promise.all([makeBox(), makeBox()]);
  let ticks = 0;
  const waiting = new Set<() => void>();
  const tick = () => new Promise<void>((resolve) => waiting.add(resolve));
  await box.agent.start(
    { command: "/bin/bash", args: ["-c", "while :; do echo; sleep 0.01; done"] },
    {
      onStdout() {
        ticks += 1;
        for (const resolve of waiting) resolve();
        waiting.clear();
      },
    },
  );
  await tick();
  await box.freeze();
  // What was under way has come when something has been done elsewhere; then there is time for much.
  await sh(neighbour, "true");
  const before = ticks;
  await sh(neighbour, "sleep 0.3");
  expect(ticks).toBe(before);
  await box.thaw();
  await tick();
  await box.freeze();
  await box.kill();
  expect(await box.exited).toBe("killed");
});

test("variables are those of the sandbox at the time of the start", async () => {
  const box = await makeBox({ envs: { A: "1", PATH: "/odd:/usr/bin:/bin" } });
  expect((await sh(box, "echo $A $PATH")).stdout).toBe("1 /odd:/usr/bin:/bin\n");
  box.setEnvs({ B: "2" });
  expect((await sh(box, "echo $A $B")).stdout).toBe("2\n");
});

test("measures what it uses", async () => {
  const box = await makeBox();
  const idle = await box.metrics();
  const script = "kept = bytearray(b'x') * 50_000_000; print(1, flush=True); input()";
  const ready = Promise.withResolvers<void>();
  await box.agent.start(
    { command: "python3", args: ["-c", script], stdin: true },
    { onStdout: () => ready.resolve() },
  );
  await ready.promise;
  const busy = await box.metrics();
  expect(busy.memoryBytes - idle.memoryBytes).toBeGreaterThan(50_000_000);
  expect(busy.processes).toBe(idle.processes + 1);
  expect(busy.cpuSeconds).toBeGreaterThanOrEqual(idle.cpuSeconds);
});

test("its folders may lie deep, and so far that a socket's address would be too long", async () => {
  const deep = join(elsewhere, "d".repeat(80), "e".repeat(80));
  const box = await makeBox({ stateDir: deep });
  expect((await sh(box, "echo here")).stdout).toBe("here\n");
  const pinned = box.pinSocket("agent.sock");
  expect(pinned.path.length).toBeLessThan(40);
  const socket = createConnection(pinned.path);
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  socket.destroy();
  pinned.release();
  await box.kill();
});

test("boxes that are made at the same time do not get into each other's way", async () => {
  const boxes = await Promise.all(Array.from({ length: 6 }, async () => makeBox({ stateDir })));
  const outputs = await Promise.all(boxes.map(async (box, index) => sh(box, `echo ${index}`)));
  expect(outputs.map(({ stdout }) => stdout.trim())).toEqual(["0", "1", "2", "3", "4", "5"]);
  await Promise.all(boxes.map(async (box) => box.kill()));
  expect(await readdir(stateDir)).toEqual(["box-shared"]);
});

test("what a server has left that ended without warning is removed by the next", async () => {
  const left = join(elsewhere, "boxes", "left", "home", "closed");
  await mkdir(join(left, "file"), { recursive: true });
  await chmod(left, 0o000);
  await removeLeftoverBoxes(elsewhere);
  expect(existsSync(join(elsewhere, "boxes"))).toBe(false);
});

test("without bubblewrap no code runs, and the line to type is told", async () => {
  const environment = { ...(await testEnvironment()), bwrap: undefined };
  const failing = makeBox({ environment });
  await expect(failing).rejects.toBeInstanceOf(AnalystError);
  await expect(failing).rejects.toMatchObject({
    code: "sandbox_isolation",
    message: expect.stringMatching(/install.* bubblewrap/) as unknown,
  });
});

test("a bubblewrap that does not start is told with its words, and leaves nothing", async () => {
  const environment = { ...(await testEnvironment()), bwrap: "/bin/false" };
  await expect(makeBox({ environment, stateDir })).rejects.toMatchObject({
    code: "sandbox_isolation",
    message: expect.stringContaining("ended with 1") as unknown,
  });
  await expect(
    makeBox({ environment: { ...environment, bwrap: "/no/such/bwrap" }, stateDir }),
  ).rejects.toMatchObject({ code: "sandbox_isolation" });
  expect(await readdir(stateDir)).toEqual(["box-shared"]);
});

test("without isolation, when asked for, everything but the walls is there", async () => {
  const seconds = String(randomInt(100_000, 900_000));
  const box: Box = await makeBox({ isolation: "none", stateDir, envs: { A: "1" } });
  expect(box.home).toMatch(/\/home$/);
  expect((await sh(box, "pwd; echo $A")).stdout).toBe(`${box.home}\n1\n`);
  const entry = await box.agent.makeDir("/home/user/made");
  expect(entry.path).toBe(`${box.home}/made`);
  expect((await python(box, "bytearray(6 * 1024 ** 3)")).stderr).toContain("MemoryError");
  await sh(box, `setsid sleep ${seconds} & echo`);
  await box.kill();
  expect(processesWith(seconds)).toBe(0);
});
