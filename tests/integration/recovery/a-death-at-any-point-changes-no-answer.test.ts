import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { HumanMessage, type BaseMessage } from "@langchain/core/messages";
import { MemorySaver } from "@langchain/langgraph";
import type { RunEvent } from "../../../graphs/analyst/events.ts";
import { buildAnalystGraph } from "../../../graphs/analyst/graph.ts";
import { asAnalystModel } from "../../../src/model/analyst-model.ts";
import { systemClock } from "../../../tools/ports/clock.ts";
import { LIMITS } from "../../helpers/analyst.ts";
import { ann } from "../../helpers/callers.ts";
import { createMemoryStore } from "../../helpers/memory-store.ts";
import { scriptedModel } from "../../helpers/scripted-model.ts";
import { startKillableServer, type KillableServer } from "./killable-server.ts";

let server: KillableServer;
beforeAll(async () => {
  server = await startKillableServer();
});
afterAll(async () => server.close());

const code = (...lines: string[]) => ({
  calls: [{ name: "execute_code", args: { title: "Cell", code: lines.join("\n") } }],
});
const seen = (messages: BaseMessage[]) =>
  messages.findLast((message) => message.getType() === "tool")?.text ?? "";

/** Two questions that pass every node; the answer is what the last cell printed. */
const script = () =>
  scriptedModel(
    code("import pandas as pd", "df = pd.read_csv('numbers.csv')", "total = int(df['n'].sum())"),
    { text: "Loaded." },
    code("print(totall)"),
    code(
      "import time",
      "print('running', flush=True)",
      "time.sleep(0.6)",
      "open('total.txt', 'w').write(f'total {total}')",
      "double = total * 2",
    ),
    { calls: [{ name: "download_file", args: { path: "total.txt" } }] },
    code("open('report.txt', 'w').write(f'double {double}')", "print('twice', double)"),
    (messages) => ({ text: `It is ${/twice \d+/.exec(seen(messages))?.[0]}.` }),
  );

interface Told {
  readonly node?: string;
  readonly event?: RunEvent;
}

/** Asks both questions; during the second, the first moment that `isMoment` names is told. */
async function play(
  threadId: string,
  isMoment: (told: Told) => boolean,
  act: (id: string) => unknown,
) {
  const model = script();
  const files = createMemoryStore();
  const sandboxes = server.newPool();
  const port = asAnalystModel(model, { provider: "openai", name: "scripted" });
  const graph = buildAnalystGraph({
    models: { get: async () => port },
    sandboxes,
    files,
    clock: systemClock,
    limits: LIMITS,
    sandboxFacts: { libraries: [] },
  }).compile({ checkpointer: new MemorySaver() });
  const numbers = { name: "numbers.csv", mime: "text/csv", threadId };
  const stored = await files.put(ann, numbers, new TextEncoder().encode("n\n1\n2\n4\n"));

  const events: RunEvent[] = [];
  let acted: Promise<unknown> | undefined;
  let isSecond = false;
  const tell = async (told: Told) => {
    if (!isSecond || acted !== undefined || !isMoment(told)) return;
    const id = sandboxes.live(threadId)?.id ?? "";
    acted = (async () => act(id))();
    await acted;
  };
  const atNode = {
    name: "at-node",
    awaitHandlers: true,
    handleChainStart: async (...args: unknown[]) => {
      const { langgraph_node: node } = (args[5] ?? {}) as { langgraph_node?: string };
      await tell({ node });
    },
  };
  const ask = async (question: string, uploads: object[]) => {
    const input = { messages: [new HumanMessage(question)], uploads };
    const options = {
      configurable: { thread_id: threadId },
      context: { caller: ann },
      callbacks: [atNode],
      streamMode: "custom",
      recursionLimit: 200,
    };
    const stream = await graph.stream(input as never, options as never);
    for await (const event of stream as AsyncIterable<RunEvent>) {
      events.push(event);
      tell({ event }).catch(() => undefined);
    }
  };
  await ask("Please load the numbers", [stored]);
  isSecond = true;
  await ask("What is twice their total?", []);
  await (acted ?? (act !== undisturbed && Promise.reject(new Error("the moment did not come"))));
  const { values } = await graph.getState({ configurable: { thread_id: threadId } });
  await sandboxes.release(ann, threadId);
  const { answer, artifacts, run } = values as {
    answer: string;
    artifacts: { name: string; sha256: string }[];
    run: { stopReason: string; error?: unknown; caveats: unknown[] };
  };
  // First what happened: a script that went another way says little.
  if (run.error !== undefined) throw new Error(JSON.stringify(events));
  model.assertDone();
  return {
    answer,
    artifacts: artifacts.map(({ name, sha256 }) => [name, sha256]),
    stopReason: run.stopReason,
    caveats: run.caveats,
    repairs: events.filter(({ type }) => type === "repair").length,
  };
}

const undisturbed = () => undefined;

const NODES = [
  "prepare",
  "plan",
  "execute_code",
  "inspect_stderr",
  "retry",
  "use_tools",
  "respond",
];

const MOMENTS: [string, (told: Told) => boolean][] = [
  ...NODES.map((node): [string, (told: Told) => boolean] => [
    `before ${node}`,
    (told) => told.node === node,
  ]),
  [
    "in the middle of a cell",
    ({ event }) => event?.type === "cell.stdout" && event.text.includes("running"),
  ],
];

const EXPECTED = {
  answer: "It is twice 14.",
  artifacts: [
    ["total.txt", expect.any(String)],
    ["report.txt", expect.any(String)],
  ],
  stopReason: "completed",
  caveats: [],
  repairs: 1,
};

test("the undisturbed run", async () => {
  expect(await play("calm", () => false, undisturbed)).toEqual(EXPECTED);
});

test.each(MOMENTS)("the sandbox is killed %s", async (name, isMoment) => {
  expect(await play(`sandbox ${name}`, isMoment, (id) => server.killSandbox(id))).toEqual(EXPECTED);
});

test.each(MOMENTS)("the embedded server is killed %s", async (name, isMoment) => {
  expect(await play(`server ${name}`, isMoment, () => server.killServer())).toEqual(EXPECTED);
});
