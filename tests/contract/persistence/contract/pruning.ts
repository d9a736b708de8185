import { HumanMessage } from "@langchain/core/messages";
import { describe, expect, test } from "@jest/globals";
import { buildAnalystGraph } from "../../../../graphs/analyst/graph.ts";
import type { Persistence } from "../../../../src/persistence/persistence.ts";
import { busyThread, type BusyThread } from "../../../helpers/busy-thread.ts";
import { callerOf } from "../../../helpers/callers.ts";
import type { MakePlace } from "./place.ts";

type Graph = ReturnType<typeof graphOf>;

const graphOf = ({ analyst }: BusyThread, { checkpointer }: Persistence) =>
  buildAnalystGraph(analyst.deps).compile({ checkpointer });

const at = (checkpoint_id?: string) => ({
  configurable: { thread_id: "t", ...(checkpoint_id === undefined ? {} : { checkpoint_id }) },
});

/** Goes on from any checkpoint, as an edited question does; stops after so many steps. */
async function goOnFrom(graph: Graph, checkpointId: string, text: string, steps = Infinity) {
  const options = { ...at(checkpointId), context: { caller: callerOf("ada") } };
  const input = { messages: [new HumanMessage({ id: crypto.randomUUID(), content: text })] };
  let done = 0;
  for await (const _step of await graph.stream(input, options as never)) {
    done += 1;
    if (done >= steps) break;
  }
}

interface Seen {
  readonly id: string;
  readonly parent?: string;
  readonly source: string;
}

async function checkpointsOf({ checkpointer }: Persistence): Promise<Seen[]> {
  const seen: Seen[] = [];
  for await (const { checkpoint, parentConfig, metadata } of checkpointer.list(at())) {
    const parent = parentConfig?.configurable?.["checkpoint_id"] as string | undefined;
    seen.push({ id: checkpoint.id, parent, source: metadata?.source ?? "" });
  }
  return seen;
}

/** Where a turn ended or a branch begins: what somebody may come back to. */
function endsOf(seen: readonly Seen[]): string[] {
  const ends = seen.filter(({ id }) => {
    const next = seen.filter(({ parent }) => parent === id);
    return next.length !== 1 || next[0]?.source !== "loop";
  });
  return ends.map(({ id }) => id);
}

/** Everything that a checkpoint says, as plain data. */
async function contentsOf(graph: Graph, ids: readonly string[]): Promise<Record<string, unknown>> {
  const contents: Record<string, unknown> = {};
  for (const id of ids) {
    const { values, next, tasks, createdAt } = await graph.getState(at(id));
    const names = tasks.map(({ name }) => name);
    contents[id] = JSON.parse(JSON.stringify({ values, next, names, createdAt }));
  }
  return contents;
}

async function newThread(makePlace: MakePlace) {
  const persistence = await (await makePlace()).open();
  const thread = busyThread({ checkpointer: persistence.checkpointer });
  return { persistence, thread, graph: graphOf(thread, persistence) };
}

const TIMEOUT_MS = 240_000;

export function describePruning(makePlace: MakePlace): void {
  describe("pruning", () => {
    test(
      "after every turn leaves the contents of every end as they were, and drops the rest",
      async () => {
        const { persistence, thread, graph } = await newThread(makePlace);
        const kept: Record<string, unknown> = {};
        for (let n = 1; n <= 14; n += 1) {
          await thread.ask(n);
          const { config } = await graph.getState(at());
          const id = config.configurable?.["checkpoint_id"] as string;
          Object.assign(kept, await contentsOf(graph, [id]));
          await persistence.prune("t");
        }
        expect(await contentsOf(graph, Object.keys(kept))).toEqual(kept);
        const left = await checkpointsOf(persistence);
        expect(endsOf(left).toSorted()).toEqual(Object.keys(kept).toSorted());
        // An end and a first checkpoint each, but for the few turns with a needed snapshot.
        expect(left.length).toBeLessThanOrEqual(2 * 14 + 3 * 6);
        await persistence.prune("t");
        expect(await checkpointsOf(persistence)).toEqual(left);
      },
      TIMEOUT_MS,
    );

    test(
      "keeps branches, changes from outside and a run that broke off",
      async () => {
        const { persistence, thread, graph } = await newThread(makePlace);
        for (let n = 1; n <= 6; n += 1) await thread.ask(n);
        const before = await checkpointsOf(persistence);
        const [newest = "", , , third = ""] = endsOf(before);
        await goOnFrom(graph, third, "another way");
        await goOnFrom(graph, before.find(({ source }) => source === "loop")?.id ?? "", "again");
        const middle = before.filter(({ source }) => source === "loop")[11]?.id ?? "";
        await goOnFrom(graph, middle, "from the middle of a turn");
        await goOnFrom(graph, newest, "breaks off", 3);
        await thread.ask(7);
        await graph.updateState(at(), { answer: "changed from outside" }, "respond");
        for (let n = 8; n <= 12; n += 1) await thread.ask(n);

        const all = await checkpointsOf(persistence);
        const ends = endsOf(all);
        const contents = await contentsOf(graph, ends);
        await persistence.prune("t");
        const left = await checkpointsOf(persistence);
        expect(left.length).toBeLessThan(all.length / 2);
        expect(endsOf(left)).toEqual(ends);
        expect(await contentsOf(graph, ends)).toEqual(contents);

        // Every branch can be gone on with, from the words that it had.
        for (const end of [third, middle, newest]) {
          const had = (await graph.getState(at(end))).values.messages;
          await goOnFrom(graph, end, "and now");
          const { values } = await graph.getState(at());
          expect(values.messages.slice(0, had.length)).toEqual(had);
          expect(values.messages[had.length]?.text).toBe("and now");
        }
        expect(await contentsOf(graph, ends)).toEqual(contents);
        await persistence.prune("t");
        expect(await contentsOf(graph, ends)).toEqual(contents);
      },
      TIMEOUT_MS,
    );

    test("of a thread that is not there does nothing", async () => {
      const persistence = await (await makePlace()).open();
      await persistence.prune("nothing");
      expect(await checkpointsOf(persistence)).toEqual([]);
    });
  });
}
