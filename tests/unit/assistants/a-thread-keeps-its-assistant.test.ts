import { describe, expect, test } from "@jest/globals";
import { createTestAssistants } from "../../helpers/assistants.ts";
import { createAnalyst, poolOf } from "../../helpers/analyst.ts";
import { ann, bob } from "../../helpers/callers.ts";
import { createScriptedSandbox } from "../../helpers/scripted-sandbox.ts";
import { scriptedModel, type ModelStep } from "../../helpers/scripted-model.ts";

const cell: ModelStep = { calls: [{ name: "execute_code", args: { code: "x = 1" } }] };
const answer: ModelStep = { text: "Done." };

/** Two assistants of Ann's with a secret each, and an analyst that plays these steps. */
async function twoAssistants(steps: readonly ModelStep[], cells: number) {
  const { service } = createTestAssistants();
  const make = async (name: string) =>
    (await service.create(ann, { name, env_vars: { TOKEN: `token-of-${name}` } })).id;
  const ids = { first: await make("first"), second: await make("second") };
  const model = scriptedModel(...steps);
  const pool = poolOf(
    createScriptedSandbox(Array.from({ length: cells }, () => ({ cell: "x = 1" }))),
    createScriptedSandbox([{ cell: "x = 1" }, { cell: "x = 1" }]),
  );
  const released: string[] = [];
  const sandboxes = {
    ...pool,
    release: async (_caller: unknown, threadId: string) => {
      pool.forget(threadId);
      return released.push(threadId);
    },
  };
  const { ask } = createAnalyst({ model, sandboxes, assistants: service });
  const tokens = () => pool.requests.map(({ setup }) => setup?.envs.TOKEN);
  return { service, ids, ask, tokens, released };
}

describe("a thread", () => {
  test("goes on with the assistant that it had", async () => {
    const { ids, ask, tokens, released } = await twoAssistants([cell, answer, cell, answer], 2);
    await ask("One?", { caller: ann, assistantId: ids.first });
    await ask("Two?", { caller: ann });
    expect(tokens()).toEqual(["token-of-first", "token-of-first"]);
    expect(released).toEqual([]);
  });

  test("gets another sandbox with another assistant, where its cells run again", async () => {
    const { ids, ask, tokens, released } = await twoAssistants([cell, answer, cell, answer], 1);
    await ask("One?", { caller: ann, assistantId: ids.first });
    const second = await ask("Two?", { caller: ann, assistantId: ids.second });
    expect(released).toEqual(["t"]);
    expect(tokens()).toEqual(["token-of-first", "token-of-second"]);
    expect(second.of("sandbox").map(({ status }) => status)).toContain("replayed");
  });

  test("says so when its assistant is gone, and goes on with another one", async () => {
    const { service, ids, ask } = await twoAssistants([answer, answer], 0);
    await ask("One?", { caller: ann, assistantId: ids.first });
    await service.remove(ann, ids.first);
    await expect(ask("Two?", { caller: ann })).rejects.toMatchObject({ code: "not_found" });
    const next = await ask("Two?", { caller: ann, assistantId: "data-analyst" });
    expect(next.finished.stopReason).toBe("completed");
  });

  test("tells nobody else which assistant it has", async () => {
    const { ids, ask } = await twoAssistants([answer], 0);
    await ask("One?", { caller: ann, assistantId: ids.first });
    const refused = await ask("Two?", { caller: bob }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "not_found" });
    expect(`${refused as Error}`).not.toContain(ids.first);
  });
});
