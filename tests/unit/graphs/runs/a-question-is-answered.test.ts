import { describe, expect, test } from "@jest/globals";
import { createAnalyst, poolOf } from "../../../helpers/analyst.ts";
import { createScriptedSandbox } from "../../../helpers/scripted-sandbox.ts";
import { scriptedModel } from "../../../helpers/scripted-model.ts";

const code = (source: string, more: object = {}) => ({
  name: "execute_code",
  args: { title: "Compute", code: source, ...more },
});

describe("a question is answered", () => {
  test("a plain question costs one model call and no sandbox", async () => {
    const model = scriptedModel({ text: "A median is the middle value." });
    const sandboxes = poolOf();
    const { finished, of } = await createAnalyst({ model, sandboxes }).ask("What is a median?");
    model.assertDone();
    expect(finished).toMatchObject({
      stopReason: "completed",
      answer: "A median is the middle value.",
      usage: { modelCalls: 1, cells: 0, inputTokens: 10, outputTokens: 5 },
    });
    expect(sandboxes.acquired).toEqual([]);
    expect(
      of("text.delta")
        .map(({ text }) => text)
        .join(""),
    ).toBe("A median is the middle value.");
  });

  test("plan, cell, answer: every step is told in order", async () => {
    const model = scriptedModel(
      { text: "1. Add the numbers\n2. Report", calls: [code("print(1 + 1)", { step: 1 })] },
      {
        text: "The sum is 2.",
        expect: (messages) => expect(messages.at(-1)?.text).toMatch(/\b2\b/),
      },
    );
    const sandbox = createScriptedSandbox([{ cell: "print(1 + 1)", stdout: "2\n" }]);
    const { events, finished, of } = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask(
      "Add one and one",
    );
    model.assertDone();
    sandbox.assertDone();
    expect(finished).toMatchObject({ stopReason: "completed", answer: "The sum is 2." });
    expect(of("plan")).toEqual([{ type: "plan", steps: ["Add the numbers", "Report"] }]);
    expect(of("cell.finished")).toMatchObject([{ cellId: "c1", success: true, outcome: "ok" }]);
    const order = events.map(({ type }) => type).filter((type) => type.startsWith("cell."));
    expect(order).toEqual(["cell.started", "cell.stdout", "cell.finished"]);
  });

  test("an answer that ends with a question before any work asks for input", async () => {
    const model = scriptedModel({ text: "Which column holds the price?" });
    const { finished } = await createAnalyst({ model, sandboxes: poolOf() }).ask("Sum it");
    expect(finished.stopReason).toBe("needs_input");
  });

  test("several calls of one reply run in order, each with its reply", async () => {
    const model = scriptedModel(
      { calls: [code("print('a')"), { name: "no_such_tool", args: {} }, code("print('b')")] },
      {
        text: "Done: a and b.",
        expect: (messages) => {
          const replies = messages.filter((message) => message.getType() === "tool");
          expect(replies.map(({ text }) => /\ba\b|no tool|\bb\b/.exec(text)?.[0])).toEqual([
            "a",
            "no tool",
            "b",
          ]);
        },
      },
    );
    const sandbox = createScriptedSandbox([
      { cell: "'a'", stdout: "a\n" },
      { cell: "'b'", stdout: "b\n" },
    ]);
    const { finished } = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Go");
    model.assertDone();
    sandbox.assertDone();
    expect(finished).toMatchObject({ stopReason: "completed", usage: { modelCalls: 2, cells: 2 } });
  });

  test("a chart reaches the user although the answer does not name it, and never the model as base64", async () => {
    const model = scriptedModel(
      { calls: [code("plot()")] },
      {
        text: "See the trend.",
        expect: (messages) => expect(JSON.stringify(messages)).not.toContain("iVBOR"),
      },
    );
    const bytes = Buffer.from("iVBORw0KGgo=", "base64");
    const sandbox = createScriptedSandbox([
      { cell: "plot", results: [{ isMain: false, images: [{ mime: "image/png", bytes }] }] },
    ]);
    const { finished, of } = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Plot");
    model.assertDone();
    expect(finished.artifacts).toMatchObject([{ kind: "chart", cellId: "c1", mime: "image/png" }]);
    expect(of("artifact")).toHaveLength(1);
  });

  test("a file that the code wrote reaches the user without a tool call", async () => {
    const model = scriptedModel({ calls: [code("df.to_csv('out.csv')")] }, { text: "Saved." });
    const sandbox = createScriptedSandbox([
      { cell: "to_csv", stdout: "saved\n", writes: { "/home/user/out.csv": "a,b\n1,2\n" } },
    ]);
    const { finished } = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Save it");
    expect(finished.artifacts).toMatchObject([{ kind: "file", name: "out.csv", size: 8 }]);
  });

  test("a saved picture beside another one that was shown is handed out too, an equal one is not", async () => {
    const model = scriptedModel(
      { calls: [code("a.savefig('saved.png'); b.savefig('same.png'); show()")] },
      { text: "Drawn." },
    );
    const bytes = new TextEncoder().encode("shown");
    const sandbox = createScriptedSandbox([
      {
        results: [{ isMain: false, images: [{ mime: "image/png", bytes }] }],
        writes: { "/home/user/saved.png": "another", "/home/user/same.png": "shown" },
      },
    ]);
    const { finished } = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Draw");
    expect(finished.artifacts.map(({ name }) => name)).toEqual(["c1-1.png", "saved.png"]);
  });

  test("the second question of a thread sees the first one's messages and cells", async () => {
    const model = scriptedModel(
      { calls: [code("x = 41; print(x)")] },
      { text: "x is 41." },
      {
        calls: [code("print(x + 1)")],
        expect: (messages) => {
          expect(messages.map((message) => message.text).join("\n")).toContain("x is 41.");
          expect(messages[0]?.text).toContain("c1 ok: Compute");
        },
      },
      { text: "It is 42." },
    );
    const sandbox = createScriptedSandbox([
      { cell: "x = 41", stdout: "41\n" },
      { cell: "x + 1", stdout: "42\n" },
    ]);
    const { ask } = createAnalyst({ model, sandboxes: poolOf(sandbox) });
    await ask("Set x");
    const { finished, of } = await ask("Add one");
    model.assertDone();
    expect(of("cell.started")).toMatchObject([{ cellId: "c2" }]);
    expect(finished).toMatchObject({ answer: "It is 42.", usage: { cells: 1 } });
  });

  test("a sandbox that another process left is resumed, and only that is told", async () => {
    const model = scriptedModel(
      { calls: [code("print(1)")] },
      { text: "One." },
      { text: "Still one." },
    );
    const sandbox = createScriptedSandbox([{ stdout: "1\n" }]);
    const pool = poolOf(sandbox);
    const { ask } = createAnalyst({ model, sandboxes: pool });
    await ask("Count");
    pool.acquire = async () => ({ sandbox, status: "resumed" });
    pool.live = () => undefined;
    const { of } = await ask("And now?");
    expect(of("sandbox").map(({ status }) => status)).toEqual(["resumed"]);
  });
});
