import { describe, expect, test } from "@jest/globals";
import { AssistantContext } from "../../../../graphs/analyst/assistant-context.ts";
import { installable } from "../../../../graphs/analyst/stderr/installable.ts";
import { createAnalyst, poolOf } from "../../../helpers/analyst.ts";
import { createScriptedSandbox } from "../../../helpers/scripted-sandbox.ts";
import { scriptedModel } from "../../../helpers/scripted-model.ts";

const source = "import humanize\nprint(humanize.intcomma(1234))";
const call = { name: "execute_code", args: { title: "Try", code: source } };
const lacks = {
  cell: "import humanize",
  status: "error" as const,
  error: {
    name: "ModuleNotFoundError",
    value: "No module named 'humanize'",
    traceback: "Traceback\nModuleNotFoundError: No module named 'humanize'",
  },
};
const pip = (report: object) => ({
  cell: 'packages.install(*["humanize"])',
  stdout: `\ne2b-analyst-packages ${JSON.stringify(report)}\n`,
});
/** An assistant with internet access. */
const assistants = {
  open: async () => ({
    id: "a1",
    missingFiles: 0,
    context: { assistant: AssistantContext.parse({ internet: true }) },
  }),
};

describe("a cell that lacks a package", () => {
  test("gets it without the model, runs once more, and keeps the pin", async () => {
    const model = scriptedModel(
      { calls: [call] },
      {
        text: "It is 1,234.",
        expect: (messages) => {
          const reply = messages.at(-1)?.text ?? "";
          expect(reply).toContain("installed: humanize==4.9.0");
          expect(reply).toContain("1,234");
          expect(reply).not.toContain("ModuleNotFoundError");
        },
      },
    );
    const sandbox = createScriptedSandbox([
      lacks,
      pip({ installed: ["humanize==4.9.0"] }),
      { cell: "import humanize", stdout: "1,234\n" },
    ]);
    const analyst = createAnalyst({ model, assistants, sandboxes: poolOf(sandbox) });
    const { finished, of } = await analyst.ask("Show it", { assistantId: "a1" });
    model.assertDone();
    sandbox.assertDone();
    expect(finished).toMatchObject({ stopReason: "completed", usage: { cells: 1 } });
    expect(of("repair")).toEqual([]);
    expect(of("cell.finished")).toMatchObject([{ cellId: "c1", success: true }]);
    expect(of("sandbox")).toContainEqual(
      expect.objectContaining({ status: "installing", note: "humanize" }),
    );
  });

  test("that cannot be had is one repair, which says so, and is not tried again", async () => {
    const model = scriptedModel(
      { calls: [call] },
      {
        calls: [call],
        expect: (messages) => {
          const reply = messages.at(-1)?.text ?? "";
          expect(reply).toContain("pip could not install humanize: no such thing");
          expect(reply).toContain("Repair 1 of 3");
        },
      },
      { text: "Without it: 1234." },
    );
    const sandbox = createScriptedSandbox([
      lacks,
      pip({ installed: [], fault: "no such thing" }),
      lacks,
    ]);
    const analyst = createAnalyst({ model, assistants, sandboxes: poolOf(sandbox) });
    const { of } = await analyst.ask("Show it", { assistantId: "a1" });
    model.assertDone();
    sandbox.assertDone();
    expect(of("repair").map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(of("cell.finished").map(({ success }) => success)).toEqual([false, false]);
  });

  test("has the same version again when it is replayed in another sandbox", async () => {
    const model = scriptedModel({ calls: [call] }, { text: "1,234." }, { text: "Still 1,234." });
    const first = createScriptedSandbox([
      lacks,
      pip({ installed: ["humanize==4.9.0"] }),
      { cell: "import humanize", stdout: "1,234\n" },
    ]);
    const second = createScriptedSandbox([
      { ...pip({ installed: ["humanize==4.9.0"] }), cell: 'install(*["humanize==4.9.0"])' },
      { cell: "import humanize", stdout: "1,234\n" },
    ]);
    const sandboxes = poolOf(first, second);
    const analyst = createAnalyst({ model, assistants, sandboxes });
    await analyst.ask("Show it", { assistantId: "a1" });
    sandboxes.forget("any");
    const { of } = await analyst.ask("Again", { assistantId: "a1" });
    model.assertDone();
    second.assertDone();
    expect(of("sandbox").map(({ status }) => status)).toContain("replayed");
  });

  test("is repaired where there is no internet", async () => {
    const model = scriptedModel({ calls: [call] }, { text: "Not without it." });
    const sandbox = createScriptedSandbox([lacks]);
    const { of } = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Show it");
    model.assertDone();
    sandbox.assertDone();
    expect(of("repair")).toHaveLength(1);
  });
});

test.each([
  ["humanize", true, [], [], "humanize"],
  ["humanize", false, [], [], undefined],
  ["humanize", true, ["humanize"], [], undefined],
  ["humanize", true, [], ["pandas"], undefined],
  ["humanize", true, [], ["pandas", "humanize"], "humanize"],
  ["utils", true, [], [], undefined],
  ["--index-url=http://x", true, [], [], undefined],
  ["a b", true, [], [], undefined],
  ["../x", true, [], [], undefined],
  ["x; rm", true, [], [], undefined],
  [undefined, true, [], [], undefined],
])(
  "%j, internet %j, tried %j, allowed %j: to be installed is %j",
  (name, internet, installs, allowedLibraries, wanted) => {
    expect(installable(name, { installs }, { internet, allowedLibraries })).toBe(wanted);
  },
);
