import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Command } from "@langchain/langgraph";
import { describe, expect, test } from "@jest/globals";
import type { MakePlace } from "./place.ts";
import { inThread, smallGraph } from "./small-graph.ts";

const GRAPH = join(import.meta.dirname, "small-graph.ts");

/** Runs code in a process of its own, with `persistence`, `smallGraph` and `inThread` at hand. */
async function inProcess(opener: string, code: string): Promise<[number | null, string | null]> {
  const script = `
    const { smallGraph, inThread } = await import("${GRAPH}");
    const persistence = ${opener};
    ${code}
    await persistence.close();`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return (await once(child, "close")) as [number | null, string | null];
}

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export function describeCheckpoints(makePlace: MakePlace): void {
  describe("checkpoints", () => {
    test("let a run go on that its process's death broke off, each step once", async () => {
      const place = await makePlace();
      const died = await inProcess(
        place.opener,
        `const inTwo = () => process.kill(process.pid, "SIGKILL");
         const graph = smallGraph(persistence.checkpointer, { inTwo });
         await graph.invoke({ log: "asked" }, inThread("t1"));`,
      );
      expect(died).toEqual([null, "SIGKILL"]);
      const { checkpointer } = await place.open();
      const graph = smallGraph(checkpointer);
      const { next, values } = await graph.getState(inThread("t1"));
      expect({ next, values }).toEqual({ next: ["two"], values: { log: ["asked", "one"] } });
      const { log } = await graph.invoke(null, inThread("t1"));
      expect(log).toEqual(["asked", "one", "two", "three"]);
    });

    test("hold a question until somebody answers, whichever client", async () => {
      const place = await makePlace();
      const asking = smallGraph((await place.open()).checkpointer, { asks: true });
      const stopped = await asking.invoke({ log: "asked" }, inThread("t1"));
      expect(JSON.stringify(stopped)).toContain("which?");
      const answering = smallGraph((await place.open()).checkpointer, { asks: true });
      const { tasks } = await answering.getState(inThread("t1"));
      expect(tasks[0]?.interrupts).toMatchObject([{ value: "which?" }]);
      const { log } = await answering.invoke(new Command({ resume: "this" }), inThread("t1"));
      expect(log).toEqual(["asked", "one", "two: this", "three"]);
    });

    test("tell the history newest first, and let a branch begin anywhere in it", async () => {
      const { checkpointer } = await (await makePlace()).open();
      const graph = smallGraph(checkpointer);
      for (const question of ["first", "second", "third"])
        await graph.invoke({ log: question }, inThread("t1"));
      const history = await allOf(graph.getStateHistory(inThread("t1")));
      const ids = history.map(({ config }) => config.configurable?.["checkpoint_id"] as string);
      expect(ids).toEqual(ids.toSorted().toReversed());
      expect(history[0]?.values.log).toHaveLength(12);
      const some = graph.getStateHistory(inThread("t1"), {
        limit: 2,
        before: inThread("", ids[3]),
      });
      const before = (await allOf(some)).map(({ config }) => config.configurable);
      expect(before.map((found) => found?.["checkpoint_id"])).toEqual(ids.slice(4, 6));
      const end = history.find(({ values, next }) => values.log.length === 4 && next.length === 0);
      const from = end?.config.configurable?.["checkpoint_id"] as string;
      const { log } = await graph.invoke({ log: "otherwise" }, inThread("t1", from));
      expect(log).toEqual(["first", "one", "two", "three", "otherwise", "one", "two", "three"]);
      const { values } = await graph.getState(inThread("t1", ids[0]));
      expect(values.log).toHaveLength(12);
    });

    test("are deleted with their thread, and no other's", async () => {
      const { checkpointer } = await (await makePlace()).open();
      const graph = smallGraph(checkpointer);
      for (const thread of ["t1", "t2"]) await graph.invoke({ log: "asked" }, inThread(thread));
      await checkpointer.deleteThread("t1");
      expect((await graph.getState(inThread("t1"))).values).toEqual({});
      const { log } = await graph.invoke({ log: "anew" }, inThread("t1"));
      expect(log).toEqual(["anew", "one", "two", "three"]);
      expect((await graph.getState(inThread("t2"))).values.log).toHaveLength(4);
    });

    test("of several processes at once are all kept, a graph's with other deltas too", async () => {
      const place = await makePlace();
      const ends = await Promise.all(
        ["a", "b", "c"].map(async (name) =>
          inProcess(
            place.opener,
            `const graph = smallGraph(persistence.checkpointer);
             for (let turn = 0; turn < 8; turn += 1) {
               await graph.invoke({ log: "${name}" + turn }, inThread("${name}"));
               await persistence.prune("${name}");
             }`,
          ),
        ),
      );
      expect(ends).toEqual(Array.from({ length: 3 }, () => [0, null]));
      const graph = smallGraph((await place.open()).checkpointer);
      for (const name of ["a", "b", "c"]) {
        const { log } = (await graph.getState(inThread(name))).values;
        expect(log).toHaveLength(32);
        expect((log as string[]).filter((line) => line.startsWith(name))).toHaveLength(8);
      }
    });
  });
}
