import { expect, test } from "@jest/globals";
import { RateLimitError } from "@e2b/code-interpreter";
import { runningServer, Sandbox } from "./running-server.ts";

const { connection } = await runningServer({ maxSandboxes: 2, evictAfterMs: 1 });

/** Runs until its sandbox is killed; resolves when the code has begun. */
async function keepBusy(sandbox: Sandbox): Promise<Promise<unknown>[]> {
  const began = Promise.withResolvers<void>();
  const code = "print('began')\nimport time\ntime.sleep(60)";
  const run = sandbox.runCode(code, { onStdout: () => began.resolve() });
  const ended = run.then(
    () => "ended well",
    () => "torn",
  );
  await began.promise;
  return [ended];
}

test("at the limit the one that has been idle longest makes room, a busy one never", async () => {
  const first = await Sandbox.create(connection);
  const second = await Sandbox.create(connection);
  const [firstRun] = await keepBusy(first);

  const third = await Sandbox.create(connection);
  expect(await second.isRunning()).toBe(false);
  expect(await first.isRunning()).toBe(true);

  const [thirdRun] = await keepBusy(third);
  await expect(Sandbox.create(connection)).rejects.toThrow(RateLimitError);
  await Promise.all([first.kill(), third.kill()]);
  expect(await firstRun).toBe("torn");
  expect(await thirdRun).toBe("torn");
});
