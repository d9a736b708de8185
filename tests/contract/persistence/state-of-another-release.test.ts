import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { SqliteSaver } from "@langchain/langgraph-checkpoint-sqlite";
import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { AnalystError } from "../../../tools/errors.ts";
import { createAnalyst, poolOf } from "../../helpers/analyst.ts";
import { createScriptedSandbox } from "../../helpers/scripted-sandbox.ts";
import { scriptedModel, type ScriptedModelStep } from "../../helpers/scripted-model.ts";

const FOLDER = join(import.meta.dirname, "../../fixtures/threads");
const RELEASES = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));

const Rows = z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()])));
const Kept = z.object({ checkpoints: Rows, writes: Rows });

/** A saver that holds what a release wrote, changed as a test wants it. */
async function saverOf(release: string, change = (text: string) => text) {
  const { checkpoints, writes } = Kept.parse(
    JSON.parse(change(readFileSync(join(FOLDER, release), "utf8"))),
  );
  const database = new Database(":memory:");
  const saver = new SqliteSaver(database);
  // Makes its tables.
  await saver.getTuple({ configurable: { thread_id: "t" } });
  const bytes = new Set(["checkpoint", "metadata", "value"]);
  for (const [table, rows] of Object.entries({ checkpoints, writes })) {
    for (const row of rows) {
      const names = Object.keys(row);
      const marks = names.map((name) => (bytes.has(name) ? "CAST(? AS BLOB)" : "?"));
      database
        .prepare(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${marks.join(", ")})`)
        .run(...Object.values(row));
    }
  }
  const count = () => database.prepare("SELECT COUNT(*) AS count FROM checkpoints").get();
  return { saver, count };
}

async function askNext(checkpointer: SqliteSaver, ...steps: ScriptedModelStep[]) {
  const model = scriptedModel(...steps);
  // The one of then is gone: what the ledger holds is run again.
  const sandbox = createScriptedSandbox(Array.from({ length: 6 }, () => ({})));
  const analyst = createAnalyst({ model, sandboxes: poolOf(sandbox), checkpointer });
  const run = await analyst.ask("And now?");
  model.assertDone();
  sandbox.assertDone();
  return { run, ran: sandbox.ran };
}

/** As the files have it: JSON within JSON. */
const escaped = (part: string) => JSON.stringify(part).slice(1, -1);

const replaceInside = (from: string, to: string) => (text: string) => {
  if (!text.includes(escaped(from))) throw new Error(`nothing like ${from} is kept`);
  return text.replaceAll(escaped(from), escaped(to));
};

async function faultOf(change: (text: string) => string): Promise<AnalystError> {
  const { saver, count } = await saverOf("0.1.0.json", change);
  const before = count();
  const fault: unknown = await askNext(saver).catch((error: unknown) => error);
  // Nothing was begun.
  expect(count()).toMatchObject({ count: (before as { count: number }).count });
  if (!AnalystError.isInstance(fault)) throw fault;
  return fault;
}

describe("a thread that another release has kept", () => {
  test.each(RELEASES)("of %s is gone on with, words and ledger", async (release) => {
    const { saver } = await saverOf(release);
    const { run, ran } = await askNext(saver, {
      text: "Still 55.",
      expect: (messages) => {
        const texts = messages.map(({ text }) => text).join("\n");
        for (const words of ["What is figure 0?", "The figure of turn 5 is 55.", "And now?"])
          expect(texts).toContain(words);
        expect(JSON.stringify(messages)).toContain("第 5 步");
      },
    });
    expect(ran).toEqual(Array.from({ length: 6 }, (_, turn) => `print(${turn})`));
    expect(run.finished).toMatchObject({ stopReason: "completed", answer: "Still 55." });
  });

  test("of a newer one is refused in both languages, before anything is begun", async () => {
    const fault = await faultOf(replaceInside('"version":1', '"version":99'));
    expect(fault.code).toBe("state_unusable");
    expect(fault.say("en")).toContain("newer release");
    expect(fault.say("zh")).toContain("更新的版本");
  });

  test.each([
    ["a cell that nobody knows any more", replaceInside('"status":"ok"', '"status":"gone"')],
    ["a run without its turn", replaceInside('"turn":6', '"turn":"six"')],
    ["messages that are none", replaceInside("langchain_core", "langchain_gone")],
    ["bytes that are cut off", replaceInside('"v":4', '"v":')],
  ])("with %s is refused, before anything is begun", async (_what, change) => {
    const fault = await faultOf(change);
    expect(fault.code).toBe("state_unusable");
    expect(fault.say("zh")).toContain("无法读取");
    expect(fault.cause).toBeDefined();
  });
});
