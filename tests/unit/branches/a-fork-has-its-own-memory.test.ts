import { describe, expect, test } from "@jest/globals";
import type { PostedConversation } from "../../../src/branches/posted-conversation.ts";
import { createAnalyst, poolOf } from "../../helpers/analyst.ts";
import { createScriptedSandbox } from "../../helpers/scripted-sandbox.ts";
import { scriptedModel } from "../../helpers/scripted-model.ts";

const code = (source: string) => ({
  name: "execute_code",
  args: { title: "Compute", code: source },
});

/** The client's view: what was shown is the answer that the run ends with. */
function client() {
  let shown = "";
  const conversation = (
    turns: PostedConversation["turns"],
    more: Partial<PostedConversation> = {},
  ): { conversation: PostedConversation; onEvent: (event: { type: string }) => void } => ({
    conversation: { turns, shown: () => shown, ...more },
    onEvent: (event) => {
      if (event.type === "run.finished") shown = (event as unknown as { answer: string }).answer;
    },
  });
  return conversation;
}

describe("a fork", () => {
  test("of a regenerated question does not see the first try, and gets a fresh sandbox with the branch's cells", async () => {
    const model = scriptedModel(
      { calls: [code("x = 1")] },
      { text: "x is 1." },
      { calls: [code("x = x + 1")] },
      { text: "x is 2." },
      {
        calls: [code("x = x + 10")],
        expect: (messages) => {
          const text = messages.map((message) => message.text).join("\n");
          expect(text).toContain("x is 1.");
          expect(text).not.toContain("x is 2.");
        },
      },
      { text: "x is 11." },
    );
    const first = createScriptedSandbox([{ cell: "x = 1" }, { cell: "x = x + 1" }], {}, "first");
    const second = createScriptedSandbox([{ cell: "x = 1" }, { cell: "x = x + 10" }], {}, "second");
    const pool = poolOf(first, second);
    const analyst = createAnalyst({ model, sandboxes: pool });
    const conversation = client();
    await analyst.ask("Set x", conversation([]));
    const known = [{ question: "Set x", answer: "x is 1." }];
    await analyst.ask("Raise x", conversation(known));
    const again = await analyst.ask("Raise x", conversation(known));
    model.assertDone();
    first.assertDone();
    second.assertDone();
    expect(pool.acquired).toEqual(["first", "second"]);
    expect(again.finished).toMatchObject({ answer: "x is 11.", usage: { cells: 1 } });
  });

  test("from the beginning starts with nothing", async () => {
    const model = scriptedModel(
      { text: "Hello Ann." },
      {
        text: "Hello Bob.",
        expect: (messages) =>
          expect(messages.map(({ text }) => text).join("\n")).not.toContain("Ann"),
      },
      {
        text: "You are Ann.",
        expect: (messages) =>
          expect(messages.map(({ text }) => text).join("\n")).not.toContain("Bob"),
      },
    );
    const analyst = createAnalyst({ model, sandboxes: poolOf() });
    const conversation = client();
    await analyst.ask("I am Ann", conversation([]));
    await analyst.ask("I am Bob", conversation([]));
    const known = [{ question: "I am Ann", answer: "Hello Ann." }];
    await analyst.ask("Who am I?", conversation(known));
    model.assertDone();
  });

  test("brings along what another model answered", async () => {
    const model = scriptedModel({
      text: "You asked another one.",
      expect: (messages) =>
        expect(messages.map(({ text }) => text).join("\n")).toMatch(/capital[^]*Paris[^]*And you/),
    });
    const analyst = createAnalyst({ model, sandboxes: poolOf() });
    const turns = [{ question: "The capital of France?", answer: "Paris." }];
    await analyst.ask("And you?", client()(turns));
    model.assertDone();
  });

  test("is not made when the history is the thread's own: the sandbox stays", async () => {
    const model = scriptedModel(
      { calls: [code("x = 1")] },
      { text: "x is 1." },
      { calls: [code("print(x)")] },
      { text: "Still 1." },
    );
    const sandbox = createScriptedSandbox([{ cell: "x = 1" }, { cell: "print(x)" }]);
    const analyst = createAnalyst({ model, sandboxes: poolOf(sandbox) });
    const conversation = client();
    await analyst.ask("Set x", conversation([]));
    const { of } = await analyst.ask(
      "Show x",
      conversation([{ question: "Set x", answer: "x is 1." }]),
    );
    expect(of("cell.started")).toMatchObject([{ cellId: "c2" }]);
    model.assertDone();
    sandbox.assertDone();
  });

  test("is not made for the same request sent again: it is answered from what is known", async () => {
    const model = scriptedModel({ text: "Once." });
    const analyst = createAnalyst({ model, sandboxes: poolOf() });
    const conversation = client();
    await analyst.ask("Ask once", conversation([], { request: "m1" }));
    const again = await analyst.ask("Ask once", conversation([], { request: "m1" }));
    model.assertDone();
    expect(again.finished).toMatchObject({ answer: "Once.", stopReason: "completed" });
  });
});
