import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createLocalStore } from "../../helpers/local-store.ts";
import { renderObservation } from "../../../tools/observation.ts";
import type { ToolContext } from "../../../tools/tool-context.ts";
import { runTool } from "../../../tools/tool-table.ts";
import { startTestServer, type TestServer } from "../../contract/tools/test-server.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { ann } from "../../helpers/callers.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => server.close());

async function setUp(extra: Partial<ToolContext> = {}) {
  const context: ToolContext = {
    sandbox: await server.newSandbox(),
    store: createLocalStore(join(await temporaryFolder(), "files")),
    caller: ann,
    threadId: "t1",
    cellId: "c1",
    cellTimeoutMs: 60_000,
    codePolicy: "standard",
    watchFiles: true,
    ...extra,
  };
  const execute = async (code: string | string[]) => runTool("execute_code", { code }, context);
  return {
    context,
    execute,
    run: async (name: string, args: object) => runTool(name, args, context),
  };
}

const PNG = "89504e47";

describe("execute_code", () => {
  test("stores a chart on disk under its title and names it to the model", async () => {
    const { execute } = await setUp();
    const seen = await execute(
      'import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nplt.title("月度 销售/利润")\nplt.show()\nprint("peak 3")',
    );
    const [chart] = seen.artifacts;
    expect(chart).toMatchObject({ name: "月度-销售-利润.png", kind: "chart", mime: "image/png" });
    expect((await readFile(chart?.url ?? "")).subarray(0, 4).toString("hex")).toBe(PNG);
    expect(renderObservation(seen)).toMatch(
      /^\[Success · .*\]\npeak 3\nShown to the user: 月度-销售-利润\.png$/,
    );
  });

  test("shows a DataFrame, a styled one too, as a table of text", async () => {
    const { execute } = await setUp();
    const code =
      'import pandas as pd\ndf = pd.DataFrame({"城市": ["北京", "上海"], "n": [1, 2]})\n';
    expect((await execute(`${code}df`)).value).toContain("0 | 北京 | 1\n1 | 上海 | 2");
    expect((await execute("display(df.head(1))\ndf.tail(1)")).value).toMatch(/北京[^]*上海/);
  });

  test("finds the files that the code wrote, and not what was there", async () => {
    const { context, execute } = await setUp();
    await context.sandbox.files.write("input.csv", "a\n1\n");
    const seen = await execute(
      'from pathlib import Path\nPath("out").mkdir()\nPath("out/结果.csv").write_text("x")\nlen(Path("input.csv").read_text())',
    );
    expect(seen.newFiles).toEqual(["out/结果.csv"]);
    expect(seen.value).toBe("4");
    expect((await execute("x = 1")).newFiles).toEqual([]);
  });

  test("cuts a long output for the model and keeps it for the user", async () => {
    const { execute } = await setUp();
    const seen = await execute("for i in range(5_000): print('row', i)");
    const text = renderObservation(seen, { limit: 1_000 });
    expect(text.length).toBeLessThan(1_300);
    expect(text).toContain("row 0\nrow 1\n");
    const output = seen.artifacts.find(({ kind }) => kind === "output");
    const stored = await readFile(output?.url ?? "", "utf8");
    expect(stored.split("\n")).toHaveLength(5_001);
  });

  test("interrupts at the limit, and the next call has the variables", async () => {
    const { execute } = await setUp({ cellTimeoutMs: 1_000 });
    const seen = await execute("kept = 5\nwhile True: pass");
    expect(seen).toMatchObject({ success: false, status: "timeout" });
    expect(renderObservation(seen)).toContain("time limit reached");
    expect((await execute("kept")).value).toBe("5");
  });

  test("runs blocks in one kernel under one limit", async () => {
    const { execute } = await setUp();
    const seen = await execute(["x = 20", "y = x + 1\nprint(y)", "1 / 0", "print('never')"]);
    expect(seen).toMatchObject({ success: false, stdout: "21\n" });
    expect(seen.error?.name).toBe("ZeroDivisionError");
  });
});

test("a file goes in, is worked on, and comes out", async () => {
  const { context, execute, run } = await setUp();
  const stored = await context.store.put(
    ann,
    { name: "数据 1.csv", mime: "text/csv", threadId: "t1" },
    new TextEncoder().encode("n\n1\n2\n"),
  );
  expect((await run("upload_file", { file: stored.name })).success).toBe(true);
  await execute(
    'import pandas as pd\ndf = pd.read_csv("数据 1.csv")\n(df * 10).to_csv("结果.csv", index=False)',
  );
  expect((await run("list_files", {})).stdout).toContain("结果.csv  (8 bytes)");
  const [file] = (await run("download_file", { path: "结果.csv" })).artifacts;
  expect(await readFile(file?.url ?? "", "utf8")).toBe("n\n10\n20\n");
});
