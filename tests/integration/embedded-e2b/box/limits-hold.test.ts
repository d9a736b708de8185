import { availableParallelism } from "node:os";
import { Readable } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import { boxMaker, LIMITS, python, sh } from "./test-box.ts";

const makeBox = await boxMaker();
const MIB = 1024 * 1024;

describe("processes", () => {
  test("a fork bomb stays small, and can be ended", async () => {
    const box = await makeBox();
    const script = `
import os, time
count = 0
try:
    while os.fork() > 0:
        count += 1
except BlockingIOError:
    print(count, flush=True)
time.sleep(1000)
`;
    const told = Promise.withResolvers<number>();
    const bomb = await box.agent.start(
      { command: "python3", args: ["-c", script] },
      { onStdout: (chunk) => told.resolve(Number(chunk)) },
    );
    const count = await told.promise;
    expect(count).toBeGreaterThan(LIMITS.processes / 2);
    expect(count).toBeLessThan(LIMITS.processes + 8 * availableParallelism());
    expect((await box.metrics()).processes).toBeGreaterThan(count);
    await expect(box.agent.start({ command: "true", args: [] }, {})).rejects.toMatchObject({
      code: "resource_exhausted",
    });
    await expect(box.agent.stat(".")).rejects.toMatchObject({ code: "resource_exhausted" });
    await bomb.signal("SIGKILL");
    await bomb.ended;
    expect((await sh(box, "echo room")).stdout).toBe("room\n");
  });

  test("a neighbour has room of its own", async () => {
    const [full, free] = await Promise.all([makeBox(), makeBox()]);
    await python(full, "import os, time\nwhile True:\n  if not os.fork(): time.sleep(1000)");
    expect((await sh(free, "echo room")).stdout).toBe("room\n");
  });
});

describe("memory", () => {
  test("one huge allocation is refused, and the program goes on", async () => {
    const box = await makeBox();
    const script = `
try:
    bytearray(6 * 1024 ** 3)
except MemoryError:
    print("refused")
`;
    expect((await python(box, script)).stdout).toBe("refused\n");
    expect(box.takeOutOfMemory()).toBe(false);
  });

  test("a process that takes more and more is ended, which is told once", async () => {
    const box = await makeBox();
    const hog = "kept = []\nwhile True: kept.append(b'x' * 10_000_000)";
    expect((await python(box, hog)).error).toBe("signal: killed");
    expect(box.takeOutOfMemory()).toBe(true);
    expect(box.takeOutOfMemory()).toBe(false);
    expect((await sh(box, "echo alive")).stdout).toBe("alive\n");
  });

  test("many processes together take no more than one may", async () => {
    const box = await makeBox();
    const script = `
import os
for _ in range(8):
    if os.fork() == 0:
        kept = [b"x" * 10_000_000 for _ in range(12)]
        os._exit(0 if len(kept) == 12 and input() else 0)
statuses = [os.wait()[1] for _ in range(8)]
print(sum(status == 9 for status in statuses) > 0)
`;
    // All of them hold what they have until the last one has got or been refused its part.
    const held = script.replace("input()", "__import__('time').sleep(3) or 1");
    expect((await python(box, held)).stdout).toBe("True\n");
    expect(box.takeOutOfMemory()).toBe(true);
  });

  test.each([
    ["/dev/shm", 0.5],
    ["/tmp", 0.5],
  ])("%s is bounded", async (folder, part) => {
    const box = await makeBox();
    const { stderr } = await sh(box, `head -c 1G /dev/zero > ${folder}/full; ls -l ${folder} >&2`);
    expect(stderr).toMatch(/No space left on device|File too large/);
    const { stdout } = await sh(box, `stat -c %s ${folder}/full`);
    expect(Number(stdout)).toBeLessThan(LIMITS.memoryMb * part * MIB);
  });

  test("no folder outside of these takes anything", async () => {
    const box = await makeBox();
    const { stdout } = await sh(
      box,
      "find / -type d -writable -not -path '/proc/*' -not -path '/home/user/*' 2>/dev/null",
    );
    const folders = ["/dev/pts", "/dev/shm", "/home/user", "/run/e2b", "/tmp"];
    expect(stdout.trim().split("\n").toSorted()).toEqual(folders);
    expect((await sh(box, "touch /dev/pts/x")).exitCode).not.toBe(0);
    await sh(box, "head -c 20M /dev/zero > /run/e2b/hidden");
    expect((await box.metrics()).diskBytes).toBeGreaterThan(20 * MIB);
  });
});

describe("the disk", () => {
  test("one file has its own bound", async () => {
    const box = await makeBox();
    const script = `
try:
    with open("big", "wb") as file:
        for _ in range(1000):
            file.write(b"x" * 1_000_000)
except OSError as error:
    print(error.strerror)
`;
    expect((await python(box, script)).stdout).toBe("File too large\n");
    expect((await box.agent.stat("big")).size).toBeLessThanOrEqual(LIMITS.fileMb * MIB);
  });

  test("all files together have one: writes fail until room is made", async () => {
    const box = await makeBox();
    const fill = `
import itertools
try:
    for number in itertools.count():
        with open(f"fill{number}", "wb") as file:
            file.write(b"x" * 10_000_000)
        if number > 2000:
            print("never ends")
            break
except OSError as error:
    print(type(error).__name__)
`;
    expect((await python(box, fill)).stdout).toBe("OSError\n");
    expect(box.diskFull()).toBe(true);
    const refused = box.agent.write("more", Readable.from([Buffer.from("x")]));
    await expect(refused).rejects.toMatchObject({ code: "resource_exhausted" });
    expect((await sh(box, "echo x > more")).exitCode).not.toBe(0);
    expect(
      (await sh(box, "rm fill*; until echo x > more; do sleep 0.05; done 2>/dev/null; cat more"))
        .stdout,
    ).toBe("x\n");
    await box.agent.write("again", Readable.from([Buffer.from("x")]));
    expect(box.diskFull()).toBe(false);
  });

  test("files that no folder names any more count as well", async () => {
    const box = await makeBox();
    const script = `
import os
held = []
try:
    while len(held) < 200:
        held.append(open("gone", "wb"))
        os.unlink("gone")
        for _ in range(10):
            held[-1].write(b"x" * 10_000_000)
    print("never refused")
except OSError as error:
    print("refused")
`;
    const { stdout, error } = await python(box, script);
    expect([stdout, error]).toContainEqual(expect.stringMatching(/refused|killed/));
    expect(stdout).not.toContain("never");
  });

  test("who writes by other ways is ended", async () => {
    const box = await makeBox();
    // Pages of a sparse file that is mapped are written without a call that could be refused.
    const script = `
import mmap
maps = []
for number in range(100):
    file = open(f"sparse{number}", "w+b")
    file.truncate(100_000_000)
    page = mmap.mmap(file.fileno(), 0)
    for at in range(0, 100_000_000, 4096):
        page[at] = 1
    maps.append(page)
    page.flush()
print("never ended")
`;
    const { stdout, error } = await python(box, script);
    expect(stdout).toBe("");
    expect(error).toMatch(/killed|exit status 1/);
    expect((await sh(box, "rm -f sparse*; echo alive")).stdout).toBe("alive\n");
  });

  test("a folder that is closed even to its owner hides nothing", async () => {
    const box = await makeBox();
    await sh(box, "mkdir dark; head -c 30M /dev/zero > dark/file; chmod 000 dark");
    expect((await box.metrics()).diskBytes).toBeGreaterThan(30 * MIB);
  });
});
