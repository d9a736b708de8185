import { describe, expect, test } from "@jest/globals";
import { AnalystError } from "../../../../tools/errors.ts";
import { createAnalyst, poolOf } from "../../../helpers/analyst.ts";
import { createScriptedSandbox } from "../../../helpers/scripted-sandbox.ts";
import { scriptedModel } from "../../../helpers/scripted-model.ts";

const code = (source: string) => ({
  calls: [{ name: "execute_code", args: { title: "Cell", code: source } }],
});
const lost = () => new AnalystError("sandbox_lost", { en: "gone", zh: "没了" });
const died = {
  status: "kernel_died",
  variablesLost: true,
  error: { name: "OutOfMemory", value: "killed", traceback: "" },
} as const;

describe("a kernel that ran out of memory", () => {
  test("gets its variables back before the repair, and never the same cell again", async () => {
    const model = scriptedModel(
      code("x = 1"),
      code("big()"),
      {
        ...code("x + 1"),
        expect: (messages) => {
          const reply = messages.at(-1)?.text ?? "";
          expect(reply).toContain("1 earlier cell(s) were run again to bring the variables back");
          expect(reply).toContain("ran out of memory");
        },
      },
      { text: "It is 2." },
    );
    const sandbox = createScriptedSandbox([
      { cell: "x = 1", stdout: "1\n" },
      { cell: "big()", ...died, outOfMemory: true },
      { cell: "x = 1" },
      { cell: "x + 1", stdout: "2\n" },
    ]);
    const { finished, of } = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Go");
    model.assertDone();
    sandbox.assertDone();
    expect(finished.stopReason).toBe("completed");
    expect(of("repair")).toHaveLength(1);
    expect(of("sandbox").slice(-3)).toMatchObject([
      { status: "recovering", lost: "variables" },
      { status: "replaying", cells: { done: 0, of: 1 } },
      { status: "replayed", cells: { done: 1, of: 1 } },
    ]);
  });

  test("gets them back with the next question when the run had ended there", async () => {
    const model = scriptedModel(code("x = 1"), code("big()"), code("x + 1"), { text: "It is 2." });
    const sandbox = createScriptedSandbox([
      { cell: "x = 1", stdout: "1\n" },
      { cell: "big()", ...died },
      { cell: "x = 1" },
      { cell: "x + 1", stdout: "2\n" },
    ]);
    const { ask } = createAnalyst({ model, sandboxes: poolOf(sandbox), limits: { maxRepairs: 0 } });
    expect((await ask("Go")).finished.stopReason).toBe("repairs_exhausted");
    expect((await ask("Go on")).finished.answer).toBe("It is 2.");
    model.assertDone();
    sandbox.assertDone();
  });
});

describe("a kernel that died while nobody looked", () => {
  test("gets its variables back from the beginning when bringing them back was stopped", async () => {
    const model = scriptedModel(code("x = 1"), { text: "Made." }, code("x + 1"), {
      text: "It is 2.",
    });
    const controller = new AbortController();
    const sandbox = createScriptedSandbox([
      { cell: "x = 1", stdout: "1\n" },
      { cell: "x = 1", hangs: true, onStart: () => controller.abort() },
      { cell: "x = 1" },
      { cell: "x + 1", stdout: "2\n" },
    ]);
    const { ask } = createAnalyst({ model, sandboxes: poolOf(sandbox) });
    await ask("Go");
    sandbox.loseVariables();
    const stopped = await ask("Go on", { signal: controller.signal });
    expect(stopped.finished.stopReason).toBe("cancelled");
    expect((await ask("Go on")).finished.answer).toBe("It is 2.");
    model.assertDone();
    sandbox.assertDone();
  });

  test("before any cell has run lacks nothing, and nothing is told", async () => {
    const model = scriptedModel(code("x = 1"), { text: "Made." });
    const sandbox = createScriptedSandbox([{ cell: "x = 1", stdout: "1\n" }]);
    sandbox.loseVariables();
    const { of } = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Go");
    model.assertDone();
    expect(of("sandbox").map(({ status }) => status)).not.toContain("recovering");
    expect(sandbox.lacksVariables).toBe(false);
  });
});

describe("a sandbox lost", () => {
  test("in a file tool is restored, and the tool used once more: no failure of the model's", async () => {
    const model = scriptedModel(
      code("open('a.txt', 'w').write('1')"),
      { calls: [{ name: "download_file", args: { path: "a.txt" } }] },
      {
        text: "Here it is.",
        expect: (messages) => expect(messages.at(-1)?.text).toContain("The sandbox was lost"),
      },
    );
    const writes = { cell: "open(", writes: { "a.txt": "1" } };
    const first = createScriptedSandbox([writes], {}, "one");
    const second = createScriptedSandbox([writes], {}, "two");
    let isDead = false;
    const sandboxes = poolOf(
      {
        ...first,
        files: {
          ...first.files,
          stat: async (path) => {
            isDead ||= path.endsWith("a.txt");
            if (isDead) throw lost();
            return first.files.stat(path);
          },
        },
      },
      second,
    );
    const { finished, of } = await createAnalyst({ model, sandboxes }).ask("Write and hand out");
    model.assertDone();
    second.assertDone();
    expect(finished).toMatchObject({ stopReason: "completed", artifacts: [{ name: "a.txt" }] });
    expect(of("repair")).toEqual([]);
  });

  test("in a cell that acts outside: restored, but the cell is the model's to repeat", async () => {
    const model = scriptedModel(code("import requests\nn = 1"), code("requests.post(u)"), {
      text: "I cannot tell whether it was sent.",
      expect: (messages) => expect(messages.at(-1)?.text).toContain("it was not run again"),
    });
    const sandboxes = poolOf(
      createScriptedSandbox([{ cell: "n = 1", stdout: "1\n" }, { raises: lost() }], {}, "one"),
      createScriptedSandbox([{ cell: "n = 1" }], {}, "two"),
    );
    const { finished, of } = await createAnalyst({ model, sandboxes }).ask("Send");
    model.assertDone();
    expect(finished.stopReason).toBe("completed");
    expect(of("cell.started").map(({ cellId }) => cellId)).toEqual(["c1", "c2"]);
  });

  test("with what cannot be brought back: model and user are told which", async () => {
    const model = scriptedModel(
      code("import requests\nr = requests.get(u)"),
      code("y = 2"),
      { text: "Loaded." },
      {
        text: "The answer.",
        expect: (messages) => {
          const text = messages.map((message) => message.text).join("\n");
          expect(text).toContain("Variables that do not exist any more: r.");
        },
      },
    );
    const pool = poolOf(
      createScriptedSandbox([{ stdout: "1\n" }, { cell: "y = 2", stdout: "2\n" }], {}, "one"),
      createScriptedSandbox(
        [{ cell: /^import requests$/ }, { cell: "y = 2" }, { cell: 'pop(n, None) for n in ["r"]' }],
        {},
        "two",
      ),
    );
    const { ask } = createAnalyst({ model, sandboxes: pool });
    await ask("Load");
    pool.forget("t");
    const { finished, of } = await ask("Now answer");
    model.assertDone();
    expect(finished.caveats).toEqual([
      expect.stringMatching(/act outside the sandbox: c1\..*do not exist any more: r\./),
    ]);
    expect(of("sandbox").at(-1)).toMatchObject({ cells: { done: 1, of: 2 }, note: "c1" });
  });
});
