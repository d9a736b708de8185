import { describe, expect, it } from "@jest/globals";
import { highlightPython } from "../../../src/cli/render/highlight-python.ts";
import { taggedStyle } from "./tagged-style.ts";

const paint = (code: string) => highlightPython(code, taggedStyle);
const bare = (lines: string[]) => lines.join("\n").replaceAll(/<\/?[a-z]+>/g, "");

describe("Python in colours", () => {
  it("marks keywords, calls, strings, numbers, constants and comments", () => {
    expect(paint("import pandas as pd  # data")).toEqual([
      "<k>import</k> pandas <k>as</k> pd  <c># data</c>",
    ]);
    expect(paint('df = pd.read_csv("a.csv", nrows=5, header=None)')).toEqual([
      'df = pd.<f>read_csv</f>(<s>"a.csv"</s>, nrows=<n>5</n>, header=<v>None</v>)',
    ]);
  });

  it("colours each line of a long string by itself", () => {
    expect(paint('x = """one\ntwo"""')).toEqual(['x = <s>"""one</s>', '<s>two"""</s>']);
  });

  it.each([
    "def broken(:\n  '''unclosed",
    "数据 = '中文'\nprint(数据)",
    "",
    "!pip install x\n%matplotlib",
  ])("changes nothing but colours of %j", (code) => {
    expect(bare(paint(code))).toBe(code);
  });
});
