import { describe, expect, test } from "@jest/globals";
import type { Cell } from "../../../../graphs/analyst/cell.ts";
import { blocksOf, joinBlocks, workingBlocks } from "../../../../graphs/analyst/cell-blocks.ts";
import {
  replayLedger,
  type ReplayOptions,
} from "../../../../graphs/analyst/session/replay-ledger.ts";
import { cellsAfter, needsVariables } from "../../../../graphs/analyst/session/restored.ts";
import type { CellExecution } from "../../../../tools/ports/sandbox.ts";
import { createScriptedSandbox } from "../../../helpers/scripted-sandbox.ts";

let count = 0;
const cell = (code: string | string[], more: Partial<Cell> = {}): Cell => ({
  id: `c${(count += 1)}`,
  toolCallId: "t",
  title: "",
  ...joinBlocks([code].flat()),
  status: "ok",
  stdout: "",
  stderr: "",
  showedResults: false,
  artifacts: [],
  newFiles: [],
  durationMs: 10,
  ...more,
});
const failed = (code: string, line: number, more: Partial<Cell> = {}) =>
  cell(code, {
    status: "error",
    error: { name: "KeyError", value: "", traceback: `Cell In[1], line ${line}\n` },
    ...more,
  });

/** Replays in a kernel where `fails` says what does not work. */
async function replay(
  cells: Cell[],
  options: Partial<ReplayOptions> = {},
  fails: (code: string) => Partial<CellExecution> | undefined = () => undefined,
) {
  const sandbox = createScriptedSandbox([]);
  const ran: { code: string; timeoutMs: number }[] = [];
  sandbox.runCell = async (code, { timeoutMs }) => {
    ran.push({ code, timeoutMs });
    const ok = { status: "ok", stdout: "", stderr: "", results: [], durationMs: 1 } as const;
    return { ...ok, ...fails(code) };
  };
  count = 0;
  const named = cells.map((one, at) => ({ ...one, id: `c${at + 1}` }));
  const restored = await replayLedger(sandbox, named, {
    lost: "sandbox",
    limitMs: 60_000,
    cellTimeoutMs: 10_000,
    signal: new AbortController().signal,
    ...options,
  });
  return {
    ran: ran.map(({ code }) => code),
    limits: ran.map(({ timeoutMs }) => timeoutMs),
    restored,
    missing: Object.fromEntries(restored.missing),
    cells: named,
  };
}

const TAKEN_AWAY = (...names: string[]) =>
  `[globals().pop(n, None) for n in ${JSON.stringify(names)}] and None`;

describe("what runs again", () => {
  test("the cells that worked, in order, and not the others", async () => {
    const { ran, restored } = await replay([
      cell("a = 1"),
      cell("raise", { status: "error" }),
      cell("x = 10**12", { status: "kernel_died", variablesLost: true, outOfMemory: true }),
      cell("%%time\nb = a"),
    ]);
    expect(ran).toEqual(["a = 1", "%%time\nb = a"]);
    expect(restored).toMatchObject({ replayed: ["c1", "c4"], variables: [], files: [] });
  });

  test("blocks one by one, and those that worked of a call that failed", async () => {
    const { ran } = await replay([
      cell(["a = 1", "%%time\nb = 2"]),
      cell(["c = 3", "bad", "d = 4"], { status: "error", okBlocks: [0, 2] }),
    ]);
    expect(ran).toEqual(["a = 1", "%%time\nb = 2", "c = 3", "d = 4"]);
  });

  test("of a cell that failed, the statements before: later cells were written on them", async () => {
    const { ran, restored } = await replay([
      failed("import pandas as pd\ndf = f(\n  1)\n\ndf['x']\ny = 1", 5),
      cell("z = df.y"),
    ]);
    expect(ran).toEqual(["import pandas as pd\ndf = f(\n  1)", "z = df.y"]);
    expect(restored.replayed).toEqual(["c2"]);
  });

  test.each([
    [
      "of which no statement ran",
      { error: { name: "SyntaxError", value: "", traceback: "Cell In[1], line 2\n" } },
    ],
    ["that took the kernel with it", { variablesLost: true }],
    ["whose place of failure is not known", { error: { name: "E", value: "", traceback: "" } }],
  ])("nothing of a cell %s", (_, more) => {
    expect(workingBlocks(failed("a = 1\nb(", 2, more))).toEqual([]);
  });

  test("a joined text is taken apart where it was joined", () => {
    for (const blocks of [["a"], ["a", "b"], ["a\n\n# %%\nb", "", "c\n"]])
      expect(blocksOf(joinBlocks(blocks))).toEqual(blocks);
  });
});

describe("what acts outside", () => {
  test("is not repeated; its imports and functions are, and what needs its variables is named", async () => {
    const { ran, restored, missing } = await replay([
      cell("import requests\nimport json\ndef f(x): return x\nr = requests.post(u)", {
        newFiles: ["sent.txt"],
      }),
      cell("n = f(1)"),
      cell("status = r.status_code"),
      cell("print(json.dumps(n))"),
    ]);
    expect(ran).toEqual([
      "import requests\nimport json\ndef f(x): return x",
      "n = f(1)",
      "print(json.dumps(n))",
      TAKEN_AWAY("r", "status"),
    ]);
    expect(missing).toEqual({ c1: "outside", c3: "failed" });
    expect(restored).toMatchObject({
      replayed: ["c2", "c4"],
      variables: ["r", "status"],
      files: ["sent.txt"],
    });
  });

  test("takes the older value of a name with it, until it is bound anew", async () => {
    const { ran, restored } = await replay([
      cell("df = 1\nkept = 2"),
      cell("import requests\ndf = requests.get(u).json()"),
      cell("total = df"),
      cell("df = kept"),
      cell("other = df"),
    ]);
    expect(ran).toEqual([
      "df = 1\nkept = 2",
      "import requests",
      "df = kept",
      "other = df",
      TAKEN_AWAY("total"),
    ]);
    expect(restored.variables).toEqual(["total"]);
  });

  test("is told from what only reads there: that runs, and is named", async () => {
    const { restored } = await replay([
      cell("import pandas as pd\ndf = pd.read_sql('SELECT 1', connect('shop'))"),
    ]);
    expect(restored).toMatchObject({ replayed: ["c1"], reread: ["c1"] });
  });
});

describe("what does not work again", () => {
  test("is named with what depends on it, and goes no further", async () => {
    const { ran, restored, missing } = await replay(
      [cell("a = load()"), cell("a.fit(1)\nb = a"), cell("c = 1", { newFiles: ["c.txt"] })],
      {},
      (code) => (code.startsWith("a =") ? { status: "error" } : undefined),
    );
    expect(ran).toEqual(["a = load()", "c = 1", TAKEN_AWAY("a", "b")]);
    expect(missing).toEqual({ c1: "failed", c2: "failed" });
    expect(restored.files).toEqual([]);
  });

  test("is left out when it ends the kernel, and the others begin anew", async () => {
    const { ran, missing } = await replay(
      [cell("a = 1"), cell("b = big()"), cell("c = 3")],
      {},
      (code) => (code.startsWith("b") ? { status: "kernel_died", variablesLost: true } : undefined),
    );
    expect(ran).toEqual(["a = 1", "b = big()", "a = 1", "c = 3", TAKEN_AWAY("b")]);
    expect(missing).toEqual({ c2: "failed" });
  });

  test("ends when each cell ends the kernel", async () => {
    const cells = Array.from({ length: 6 }, (_, at) => cell(`v${at} = 1`));
    const { missing, restored } = await replay(cells, {}, () => ({
      status: "kernel_died",
      variablesLost: true,
    }));
    expect(Object.values(missing)).toEqual(Array.from({ length: 6 }, () => "failed"));
    expect(restored.variables).toHaveLength(6);
  });

  test("keeps its files when only the variables were lost", async () => {
    const cells = [cell("import requests\nrequests.get(u)", { newFiles: ["a.txt"] })];
    expect((await replay(cells)).restored.files).toEqual(["a.txt"]);
    expect((await replay(cells, { lost: "variables" })).restored.files).toEqual([]);
  });
});

describe("the time", () => {
  test("leaves out a cell that would not fit in, and what needs it, and runs the rest", async () => {
    const { ran, missing, limits } = await replay([
      cell("m = train()", { durationMs: 90_000 }),
      cell("p = m"),
      cell("q = 1"),
    ]);
    expect(ran).toEqual(["q = 1", TAKEN_AWAY("m", "p")]);
    expect(missing).toEqual({ c1: "late", c2: "failed" });
    expect(limits[0]).toBe(10_000);
  });

  test("limits a cell that takes longer than it did", async () => {
    const { missing, limits } = await replay([cell("m = train()")], { limitMs: 5_000 }, (code) =>
      code.startsWith("m") ? { status: "timeout" } : undefined,
    );
    expect(limits[0]).toBeLessThanOrEqual(5_000);
    expect(missing).toEqual({ c1: "late" });
  });

  test("is not limited by 0", async () => {
    const long = [cell("m = train()", { durationMs: 10 ** 9 })];
    const { limits, missing } = await replay(long, { limitMs: 0, cellTimeoutMs: 0 });
    expect([limits, missing]).toEqual([[0], {}]);
  });

  test("is told cell by cell", async () => {
    const told: string[] = [];
    await replay([cell("a = 1"), cell("b = 2")], {
      onCell: (done, of) => told.push(`${done}/${of}`),
    });
    expect(told).toEqual(["0/2", "1/2"]);
  });
});

test("a cancel ends it, and nothing passes for restored", async () => {
  await expect(replay([cell("a = 1")], {}, () => ({ status: "cancelled" }))).rejects.toMatchObject({
    code: "cancelled",
  });
});

describe("the ledger remembers", () => {
  test("that variables are to be brought back, until they were", async () => {
    const ledger = [cell("a = 1"), cell("exit()", { status: "kernel_died", variablesLost: true })];
    expect(needsVariables(ledger)).toBe(true);
    const { restored, cells } = await replay(ledger);
    const changed = cellsAfter(cells, restored);
    expect(changed.map(({ id }) => id)).toEqual(["c2"]);
    expect(needsVariables(changed)).toBe(false);
  });

  test("which cells are not back, and that they are again", async () => {
    let works = false;
    const ledger = [cell("a = 1")];
    const fails = () => (works ? undefined : ({ status: "error" } as const));
    const first = await replay(ledger, {}, fails);
    const [lost] = cellsAfter(first.cells, first.restored);
    expect(lost?.notRestored).toBe(true);
    works = true;
    const second = await replay([lost!], {}, fails);
    expect(cellsAfter([lost!], second.restored)[0]?.notRestored).toBeUndefined();
  });
});
