import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { fingerprint, judgeRepetition } from "../../../../graphs/analyst/judgement/fingerprint.ts";

/** A KeyError as IPython writes it, raised on a line of the cell. */
function failure(code: string, line: number, cell = 5, name = "KeyError") {
  const traceback = [
    "-----------------",
    `${name}                                  Traceback (most recent call last)`,
    "File /usr/local/lib/python3.11/site-packages/pandas/core/indexes/base.py:3805, in Index.get_loc(self, key)",
    "   3804 try:",
    `Cell In[${cell}], line ${line}`,
    `----> ${line} …`,
    "",
    `File /usr/local/lib/python3.11/site-packages/pandas/core/frame.py:${4000 + cell}, in DataFrame.__getitem__(self, key)`,
    `${name}: 'Revenu'`,
  ].join("\n");
  return fingerprint({ error: { name, value: "'Revenu'", traceback }, code });
}

const BASE = "df = pd.read_csv('a.csv')\ntotal = df['Revenu'].sum()\nprint(total)";

describe("the same failure", () => {
  test.each([
    ["in a later cell", BASE, 2, 9],
    ["with a print before it", `print('start')\n${BASE}`, 3, 5],
    ["with a look at the data before it", BASE.replace("\n", "\ndf.head()\n"), 3, 5],
    ["with a bare look at the data", BASE.replace("\n", "\ndf.columns\n"), 3, 5],
    ["with a comment", BASE.replace("\n", "  # read\n# then add up\n"), 3, 5],
    ["with blank lines", BASE.replaceAll("\n", "\n\n"), 3, 5],
    ["with other quotes", BASE.replaceAll("'", '"'), 2, 5],
    ["with other blanks", BASE.replaceAll("=", " = ").replace("(", "( "), 2, 5],
    ["with renamed variables", BASE.replaceAll("df", "data").replaceAll("total", "t"), 2, 5],
    ["with another import", `import numpy as np\n${BASE}`, 3, 5],
    ["with a variable that plays no part", `limit = 10\n${BASE}`, 3, 5],
    ["with other code after it", `${BASE}\nprint(df.mean())`, 2, 5],
    ["with a line of IPython", `%matplotlib inline\n${BASE}`, 3, 5],
  ])("%s", (_, code, line, cell) => {
    expect(failure(code, line, cell)).toBe(failure(BASE, 2));
  });
});

describe("another failure", () => {
  test.each([
    ["another column", BASE.replace("Revenu", "revenu"), 2],
    ["another file", BASE.replace("a.csv", "b.csv"), 2],
    ["another way to read", BASE.replace("read_csv", "read_excel"), 2],
    ["another computation", BASE.replace("sum", "mean"), 2],
    ["the data prepared before", BASE.replace("\n", "\ndf.columns = df.columns.str.strip()\n"), 3],
    ["the data changed in place", BASE.replace("\n", "\ndf.rename(columns=m, inplace=True)\n"), 3],
    ["the data taken from a variable of an earlier cell", "total = sales['Revenu'].sum()", 1],
    ["another statement of the same code", BASE, 1],
  ])("%s", (_, code, line) => {
    expect(failure(code, line)).not.toBe(failure(BASE, 2));
  });

  test("another exception", () => {
    expect(failure(BASE, 2, 5, "TypeError")).not.toBe(failure(BASE, 2));
  });

  test("variables of earlier cells keep their names", () => {
    expect(failure("a['x']", 1)).not.toBe(failure("b['x']", 1));
  });
});

function withFunction(body: string): string {
  return `def share(part):\n    ${body}\n    return part['x']\n\nshare(df)`;
}

/** A cell that called a function of its own, which failed. */
function calledAt(call: number, line: number): string {
  return `Cell In[3], line ${call}\n---> x\n\nCell In[3], line ${line}, in share(part)\n---> y\nKeyError: 'x'`;
}

function mark(code: string, traceback: string): string {
  return fingerprint({ error: { name: "KeyError", value: "'x'", traceback }, code });
}

describe("where code failed", () => {
  test("a function counts with its body, prints in it do not", () => {
    const base = mark(withFunction("part = part.copy()"), calledAt(5, 3));
    expect(mark(withFunction("part = part.copy()\n    print(part)"), calledAt(6, 4))).toBe(base);
    expect(mark(withFunction("part = part.head(3)"), calledAt(5, 3))).not.toBe(base);
  });

  test("a print that itself failed counts", () => {
    const [a, b] = ["a", "b"].map((key) =>
      mark(
        `for c in cols:\n    print(df['${key}'])`,
        "Cell In[3], line 2\n----> 2 print\nKeyError",
      ),
    );
    expect(a).not.toBe(b);
  });

  test("lines of a function from an earlier cell are not lines of this one", () => {
    const [a, b] = [2, 40].map((line) =>
      mark(
        `share(df)\nprint(${line})`,
        `Cell In[7], line 1\n----> 1 share(df)\n\nCell In[2], line ${line}, in share(part)\nKeyError`,
      ),
    );
    expect(a).toBe(b);
  });

  test("IPython's older form of frames is read", () => {
    const older = "Input In [4], in <cell line: 2>()\n----> 2 x\nKeyError: 'x'";
    expect(mark("print(1)\ndf['x']", older)).toBe(mark("df['x']", older.replaceAll("2", "1")));
  });
});

describe("failures without a line", () => {
  test("are compared by all of their code", () => {
    expect(fingerprint({ code: "x = 1\nprint(x)" })).toBe(fingerprint({ code: "y = 1  # one" }));
    expect(fingerprint({ code: "x = 1" })).not.toBe(fingerprint({ code: "x = 2" }));
    expect(fingerprint({ code: "!pip install a" })).not.toBe(
      fingerprint({ code: "!pip install b" }),
    );
  });

  test("code that does not parse has a fingerprint too", () => {
    const broken = {
      error: { name: "SyntaxError", value: "", traceback: "  Cell In[1], line 2\n" },
    };
    const code = "total = (1 + 2\nprint(total";
    expect(fingerprint({ ...broken, code })).toBe(fingerprint({ ...broken, code: `# x\n${code}` }));
    expect(fingerprint({ ...broken, code })).not.toBe(
      fingerprint({ ...broken, code: code.replace("2", "3") }),
    );
  });

  test.each([
    ["megabytes of code", "x = 1\n".repeat(500_000)],
    ["a huge tuple", `(${"a, ".repeat(30_000)}) = 1`],
    ["deep nesting", "(".repeat(50_000)],
    ["nothing", ""],
  ])("hostile code stays harmless: %s", (_, code) => {
    expect(fingerprint({ code })).toMatch(/^:[\da-f]{16}$/);
  });
});

test("failures captured from real kernels have fingerprints of their own, and keep them under a print", () => {
  const folder = join(import.meta.dirname, "../../../fixtures/stderr");
  const samples = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Captured[])
    .filter(
      ({ status, code, error }) =>
        status === "error" && error?.name !== "SyntaxError" && code !== "",
    );
  const marks = new Map(samples.map(({ code, error }) => [code, fingerprint({ error, code })]));
  expect(samples.length).toBeGreaterThan(50);
  // Two modules that are missing are two failures; the same code in two files is one.
  expect(new Set(marks.values()).size).toBe(marks.size);
  for (const { code, error } of samples) {
    const shifted = error.traceback.replace(
      /(Cell In\[\d+\], line )(\d+)/g,
      (_, head: string, line: string) => `${head}${Number(line) + 1}`,
    );
    const again = fingerprint({
      error: { ...error, traceback: shifted },
      code: `print('again')\n${code}`,
    });
    expect(again).toBe(fingerprint({ error, code }));
  }
});

interface Captured {
  status: string;
  code: string;
  error: { name: string; value: string; traceback: string };
}

describe("repetition", () => {
  test.each([
    ["", "A", "new"],
    ["A", "A", "second"],
    ["A A", "A", "third"],
    ["A B", "A", "second"],
    ["A B A", "B", "third"],
    ["A B C", "A", "second"],
    ["A B C A B C", "A", "third"],
    ["A A B", "B", "second"],
    ["A B A", "C", "new"],
    ["A A A", "A", "third"],
    ["C A B A", "B", "third"],
  ] as const)("after %j, %s is the %s", (history, next, wanted) => {
    expect(judgeRepetition(history.split(" ").filter(Boolean), next)).toBe(wanted);
  });
});
