import { expect, test } from "@jest/globals";
import { pruneQuietly } from "../../../src/persistence/pruning/prune-quietly.ts";

test("a pruning that fails is for the log, and fails no run", async () => {
  const logged: unknown[] = [];
  const fault = new Error("disk I/O error");
  const prune = pruneQuietly(
    async () => {
      throw fault;
    },
    { warn: (fields: unknown) => logged.push(fields) } as never,
  );
  await prune("t1");
  expect(logged).toEqual([{ err: fault, threadId: "t1" }]);
});
