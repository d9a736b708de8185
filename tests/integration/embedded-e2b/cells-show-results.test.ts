import { describe, expect, test } from "@jest/globals";
import { execute, linesOf } from "./raw-execute.ts";
import { runningServer, Sandbox } from "./running-server.ts";

const { connection } = await runningServer({ pool: 1 });
const sandbox = await Sandbox.create({ ...connection, timeoutMs: 600_000 });
const run = (code: string) => sandbox.runCode(code, { timeoutMs: 60_000 });

const PNG = /^iVBORw0KGgo/;

describe("the value of the last expression", () => {
  test.each([
    ["'hello'", "hello"],
    ["1+1", "2"],
    ["'it''s'", "its"],
    ["[1, 2, {'a': 3}]", "[1, 2, {'a': 3}]"],
  ])("of %s is shown as %s", async (code, text) => {
    const { results, text: main, error } = await run(code);
    expect(error).toBeUndefined();
    expect(main).toBe(text);
    expect(results).toHaveLength(1);
    expect(results[0]?.isMainResult).toBe(true);
  });

  test.each(["x = 5", "None", "import os", "1;"])("of %s is nothing", async (code) => {
    const { results, logs, error } = await run(code);
    expect({ results, logs, error }).toEqual({
      results: [],
      logs: { stdout: [], stderr: [] },
      error: undefined,
    });
  });

  test("counts visible runs of the kernel", async () => {
    const first = await run("1");
    const second = await run("2");
    expect(second.executionCount).toBe(Number(first.executionCount) + 1);
  });
});

describe("printed text", () => {
  test("stays as it was, on its stream", async () => {
    const { logs } = await run(
      "import sys\nprint('  a');print('b', end='')\nprint('warn', file=sys.stderr)\nsys.stdout.write('数据😀\\n\\n')",
    );
    expect(logs.stdout.join("")).toBe("  a\nb数据😀\n\n");
    expect(logs.stderr.join("")).toBe("warn\n");
  });

  test("comes while the cell runs", async () => {
    const other = await sandbox.createCodeContext();
    const seen: string[] = [];
    // The cell ends only after its first line has been seen here.
    const waiting =
      "import os, time\nprint('one')\nwhile not os.path.exists('go'): time.sleep(0.01)";
    await sandbox.runCode(`${waiting}\nprint('two')`, {
      onStdout: async ({ line }) => {
        seen.push(line);
        await sandbox.runCode("open('go', 'w').close()", { context: other });
      },
    });
    expect(seen.join("")).toBe("one\ntwo\n");
  });

  test("of subprocesses is plain, without colours", async () => {
    const { logs } = await run("!echo hi $FORCE_COLOR$CLICOLOR_FORCE; python -c 'import sys; 1/0'");
    const text = logs.stdout.join("");
    expect(text).toContain("hi");
    expect(text).toContain("ZeroDivisionError");
    expect(text).not.toContain("\u001b");
  });
});

describe("an error", () => {
  test.each([
    ["1/0", "ZeroDivisionError", "division by zero"],
    ["def f(:", "SyntaxError", expect.stringMatching(/invalid syntax/)],
    ["raise SystemExit(3)", "SystemExit", "3"],
    ["input('x')", "StdinNotImplementedError", expect.any(String)],
    ["undefined_name", "NameError", expect.any(String)],
  ])("of %s is a %s", async (code, name, value) => {
    const { error } = await run(code);
    expect(error).toMatchObject({ name, value });
    expect(error?.traceback).not.toContain("\u001b");
  });

  test("names the line of the user's code also when the run has variables", async () => {
    const { error } = await sandbox.runCode("a = 1\n\n1/0", { envs: { A: "x" } });
    expect(error?.traceback).toMatch(/line 3/);
    expect(error?.traceback).toMatch(/----> 3 1\/0/);
  });
});

describe("pictures and texts of other kinds", () => {
  test("a figure is a PNG, and no main result", async () => {
    const { results } = await run("import matplotlib.pyplot as plt\nplt.bar(['a'], [1]); None");
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({ isMainResult: false, png: expect.stringMatching(PNG) });
    expect(Buffer.from(String(results[0]?.png), "base64").subarray(1, 4).toString()).toBe("PNG");
  });

  test("a Pillow image is a PNG", async () => {
    const { results } = await run("from PIL import Image\nImage.new('RGB', (2, 2))");
    expect(results[0]).toMatchObject({ isMainResult: true, png: expect.stringMatching(PNG) });
  });

  test.each([
    ["Image(data=open('p.jpg','rb').read(), format='jpeg')", "jpeg", /^\/9j\//],
    ["SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')", "svg", /^<svg/],
    ["HTML('<b>x</b>')", "html", /^<b>x<\/b>$/],
    ["Markdown('# x')", "markdown", /^# x$/],
    ["Latex('$x$')", "latex", /^\$x\$$/],
    ["Javascript('1')", "javascript", /^1$/],
  ])("%s is %s", async (code, field, value) => {
    await run(
      "import io\nfrom PIL import Image as I\nb = io.BytesIO(); I.new('RGB', (2, 2)).save(b, 'jpeg'); open('p.jpg','wb').write(b.getvalue()); None",
    );
    const { results, error } = await run(`from IPython.display import *\n${code}`);
    expect(error).toBeUndefined();
    expect((results[0] as unknown as Record<string, unknown>)[field]).toMatch(value);
  });

  test("JSON keeps its structure", async () => {
    const { results } = await run("from IPython.display import JSON\nJSON({'a': [1, None, 'ü']})");
    expect(results[0]?.json).toEqual({ a: [1, null, "ü"] });
  });

  test("a kind that E2B does not know reaches the client", async () => {
    const mime = "application/vnd.plotly.v1+json";
    const { results } = await run(`display({'${mime}': {'data': []}}, raw=True)`);
    expect(results[0]?.extra[mime]).toEqual({ data: [] });
    expect(results[0]?.raw).toMatchObject({ extra: { [mime]: { data: [] } } });
  });
});

describe("a DataFrame", () => {
  test("comes as text, HTML and columns", async () => {
    const { results, error } = await run(
      "import pandas as pd\npd.DataFrame({'a': [1, 2], 'b': ['x', None]})",
    );
    expect(error).toBeUndefined();
    expect(results[0]?.text).toContain("a");
    expect(results[0]?.html).toContain("<table");
    expect(results[0]?.data).toEqual({ a: [1, 2], b: ["x", null] });
  });

  test("survives values that JSON has no word for", async () => {
    const { results, error } = await run(
      [
        "import pandas as pd, numpy as np, decimal",
        "pd.DataFrame({'n': [1.5, np.nan], 'i': [np.inf, 2], 't': [pd.Timestamp('2024-01-01'), pd.NaT],",
        "  'd': [pd.Timedelta('1h'), pd.NaT], 'c': [decimal.Decimal('1.10'), None], 'o': [{'x': [1, np.nan]}, [1]]})",
      ].join("\n"),
    );
    expect(error).toBeUndefined();
    const data = results[0]?.data as Record<string, unknown[]>;
    expect(Object.keys(data)).toEqual(["n", "i", "t", "d", "c", "o"]);
    expect(data["n"]).toEqual([1.5, null]);
    expect(data["i"]?.[0]).toBeNull();
  });
});

describe("a display that is updated", () => {
  test("shows every state, with one id", async () => {
    const { results } = await run(
      "h = display('one', display_id=True)\nh.update('two')\nh.update('three')",
    );
    expect(results.map(({ text }) => text)).toEqual(["one", "two", "three"]);
    const ids = new Set(results.map(({ extra }) => extra["display_id"]));
    expect(ids.size).toBe(1);
    expect(results.map(({ extra }) => extra["is_update"])).toEqual([undefined, true, true]);
  });
});

describe("the lines of a run", () => {
  test("are pure ASCII, begin with the count and end with the end", async () => {
    const response = await execute(connection, sandbox, { code: "print('数据'); '😀'" });
    const bytes = Buffer.from(await response.clone().arrayBuffer());
    expect(bytes.every((byte) => byte < 0x7f)).toBe(true);
    const types: string[] = [];
    for await (const { type } of linesOf(response)) types.push(type);
    expect(types).toEqual(["number_of_executions", "stdout", "result", "end_of_execution"]);
  });
});
