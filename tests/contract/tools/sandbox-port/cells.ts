import { describe, expect, test } from "@jest/globals";
import type { Sandbox } from "../../../../tools/ports/sandbox.ts";

const LIMIT = { timeoutMs: 60_000 };
const PNG = [0x89, 0x50, 0x4e, 0x47];

/** What every sandbox does with code that ends by itself. */
export function describeCells(newSandbox: () => Promise<Sandbox>): void {
  describe("a cell", () => {
    let shared: Promise<Sandbox> | undefined;
    const sandboxOf = async () => (shared ??= newSandbox());

    test("keeps blanks, line breaks and order of what it prints, and tells it while it runs", async () => {
      const sandbox = await sandboxOf();
      const told: string[] = [];
      const seen = await sandbox.runCell(
        'import sys\nprint("  a\\n\\n\\tb")\nprint("c", end=" ")\nsys.stderr.write("warn\\n")\nprint("中文 😀")',
        { ...LIMIT, onStdout: (text) => told.push(text) },
      );
      expect(seen).toMatchObject({ status: "ok", stdout: "  a\n\n\tb\nc 中文 😀\n", results: [] });
      expect(seen.stderr).toBe("warn\n");
      expect(told.join("")).toBe(seen.stdout);
    });

    test("gives the value of its last expression, apart from what it displays", async () => {
      const sandbox = await sandboxOf();
      const { results } = await sandbox.runCell(
        'from IPython.display import display, Markdown\ndisplay(Markdown("# T"))\n{"a": [1, 2]}',
        LIMIT,
      );
      expect(results.map(({ isMain }) => isMain)).toEqual([false, true]);
      expect(results[0]?.markdown).toBe("# T");
      expect(results[1]).toMatchObject({ text: "{'a': [1, 2]}", json: { a: [1, 2] } });
    });

    test("shows a DataFrame as text, table and data", async () => {
      const sandbox = await sandboxOf();
      const told: unknown[] = [];
      const { results } = await sandbox.runCell(
        'import pandas as pd\npd.DataFrame({"城市": ["北京", None], "n": [1.5, float("nan")]})',
        { ...LIMIT, onResult: (result) => told.push(result) },
      );
      expect(results[0]?.data).toMatchObject({ 城市: ["北京", null] });
      expect(results[0]?.html).toContain("<table");
      expect(results[0]?.text).toContain("北京");
      expect(told).toEqual(results);
    });

    test("shows a chart as a picture with its title", async () => {
      const sandbox = await sandboxOf();
      const { results, status } = await sandbox.runCell(
        'import matplotlib.pyplot as plt\nplt.bar(["a", "b"], [1, 2])\nplt.title("销售额")\nplt.show()',
        LIMIT,
      );
      expect(status).toBe("ok");
      const image = results[0]?.images[0];
      expect(image?.mime).toBe("image/png");
      expect([...(image?.bytes.slice(0, 4) ?? [])]).toEqual(PNG);
      expect(results[0]?.chart).toMatchObject({ type: "bar", title: "销售额" });
    });

    test("that fails has the exception, a plain traceback, and what came before", async () => {
      const sandbox = await sandboxOf();
      const seen = await sandbox.runCell('print("before")\nd = {}\nd["缺失"]', LIMIT);
      expect(seen).toMatchObject({ status: "error", stdout: "before\n" });
      expect(seen.error).toMatchObject({ name: "KeyError", value: "'缺失'" });
      expect(seen.error?.traceback).toContain('d["缺失"]');
      expect(seen.error?.traceback.trimEnd().endsWith("KeyError: '缺失'")).toBe(true);
      // oxlint-disable-next-line no-control-regex -- that there are none is the point
      expect(seen.error?.traceback).not.toMatch(/\u001b/);
    });

    test("with a syntax error has the line", async () => {
      const seen = await (await sandboxOf()).runCell("def f(:\n  pass", LIMIT);
      expect(seen).toMatchObject({ status: "error", error: { name: "SyntaxError" } });
      expect(seen.error?.traceback).toContain("def f(:");
    });

    test("that shows nothing is fine", async () => {
      const sandbox = await sandboxOf();
      for (const code of ["", "  \n\n", "# 注释", "x = 1", "None", "%matplotlib inline"]) {
        const seen = await sandbox.runCell(code, LIMIT);
        expect(seen).toMatchObject({ status: "ok", stdout: "", stderr: "", results: [] });
      }
    });

    test("keeps its variables for the next one, also after a failure", async () => {
      const sandbox = await sandboxOf();
      await sandbox.runCell("x = 41", LIMIT);
      await sandbox.runCell("x += 1\n1 / 0", LIMIT);
      expect((await sandbox.runCell("x", LIMIT)).results[0]?.text).toBe("42");
    });

    test("waits for its turn when two are sent at once", async () => {
      const sandbox = await sandboxOf();
      const [first, second] = await Promise.all([
        sandbox.runCell("import time\ntime.sleep(0.3)\norder = ['first']", LIMIT),
        sandbox.runCell("order.append('second')\nprint(order)", LIMIT),
      ]);
      expect(first.status).toBe("ok");
      expect(second.stdout).toBe("['first', 'second']\n");
    });

    test("leaves nothing of ours in the user's namespace", async () => {
      const sandbox = await sandboxOf();
      const { stdout } = await sandbox.runCell(
        "print([n for n in dir() if 'analyst' in n.lower()])",
        LIMIT,
      );
      expect(stdout).toBe("[]\n");
    });

    test("that prints 200 MB ends with bounded text, and the next one works", async () => {
      const sandbox = await sandboxOf();
      const seen = await sandbox.runCell(
        'print("first line")\nline = "x" * 1023\nfor _ in range(200 * 1024):\n    print(line)',
        LIMIT,
      );
      expect(seen.stdout.startsWith("first line\n")).toBe(true);
      expect(seen.stdout.length).toBeLessThan(10 * 1024 * 1024);
      expect((await sandbox.runCell("1 + 1", LIMIT)).results[0]?.text).toBe("2");
    });

    test("survives a caller that throws while it is told", async () => {
      const sandbox = await sandboxOf();
      await expect(
        sandbox.runCell("import time\nprint(1, flush=True)\ntime.sleep(60)", {
          ...LIMIT,
          onStdout: () => {
            throw new Error("from the caller");
          },
        }),
      ).rejects.toThrow("from the caller");
      expect((await sandbox.runCell("1 + 1", LIMIT)).status).toBe("ok");
    });
  });
}
