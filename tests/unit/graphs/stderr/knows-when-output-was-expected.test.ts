import { describe, expect, test } from "@jest/globals";
import { expectsOutput } from "../../../../graphs/analyst/stderr/expects-output.ts";

describe("saying nothing is normal", () => {
  test.each([
    ["an assignment", "total = df['a'].sum()"],
    ["several targets", "a, b = 1, 2"],
    ["an augmented assignment", "total += 1"],
    ["an annotated assignment", "total: int = 1"],
    ["a column that is set", "df['share'] = df['a'] / df['a'].sum()"],
    ["an import", "import pandas as pd\nfrom math import pi"],
    ["a definition", "def report(df):\n    print(df)\n    return df"],
    ["a decorated definition", "@cache\ndef load():\n    print(1)"],
    ["a class", "class Model:\n    def fit(self):\n        print('x')"],
    ["a saved table", "df.to_csv('/home/user/out.csv', index=False)"],
    ["a saved chart", "fig.savefig('chart.png')"],
    ["a saved model", "model.save_model('model.json')"],
    ["a closed figure", "plt.close(fig)"],
    ["a change in place", "df.drop(columns=['a'], inplace=True)"],
    ["an append", "rows.append(1)"],
    ["a setting", "pd.set_option('display.width', 200)"],
    ["a setter in camel case", "logger.setLevel(10)"],
    ["a value that is thrown away", "ax.plot(x);"],
    ["a value that is thrown away before a comment", "ax.plot(x) ;  # chart"],
    ["a comment only", "# nothing to do"],
    ["nothing", ""],
    ["pass", "pass"],
    ["a deletion", "del df"],
    ["an assertion", "assert len(df) > 0"],
    ["a loop without output", "for c in df:\n    df[c] = df[c].fillna(0)"],
    ["a print in a branch that need not come", "if missing:\n    print('missing values')"],
    ["a print in a handler", "try:\n    x = 1\nexcept Exception as e:\n    print(e)"],
    ["a print into a file", "with open('a.txt', 'w') as f:\n    print('x', file=f)"],
    ["a lambda that prints", "callback = lambda x: print(x)"],
    ["the word in a string and a comment", "text = 'print(1)'  # print(2)"],
    ["a line of IPython", "%matplotlib inline"],
    ["a shell line", "import os\n!mkdir -p out"],
    ["a cell of another language", "%%bash\nprint hello"],
    ["assignment after a shell line", "!pip list > x\ndf = 1"],
    ["awaiting something that is done for its effect", "await store.save(1)"],
    ["a comment after an assignment", "x = 1\n# print(x)"],
  ])("%s", (_, code) => {
    expect(expectsOutput(code)).toBe(false);
  });
});

describe("an answer was expected", () => {
  test.each([
    ["a print of nothing", "print('')"],
    ["a loop over nothing", "for row in rows:\n    print(row)"],
    ["a comprehension over nothing, thrown away", "[print(row) for row in rows];"],
    ["both branches print", "if a:\n    print(1)\nelse:\n    print(2)"],
    ["a print in try", "try:\n    print(load())\nexcept OSError:\n    pass"],
    ["a variable", "df = load()\ndf"],
    ["an attribute", "df.shape"],
    ["an item", "df['a']"],
    ["a call that returned None", "report(df)"],
    ["a call of main", "def main():\n    print(1)\n\nmain()"],
    ["a lookup that found nothing", "prices.get('apple')"],
    ["a chart that did not come", "plt.plot(x)\nplt.show()"],
    ["a figure that did not come", "fig.show()"],
    ["an overview into nowhere", "df.info()"],
    ["the last of two on a line", "a = 1; df"],
    ["the name None", "None"],
    ["a comparison", "a == b"],
    ["a variable after a line of IPython", "%time\ndf"],
    ["a timed cell", "%%time\ndf.describe()"],
    ["awaiting an answer", "await ask()"],
    ["code that does not parse to its end", "print(x)\ny = ("],
    ["a chinese variable", "结果"],
  ])("%s", (_, code) => {
    expect(expectsOutput(code)).toBe(true);
  });
});

test("code that carries megabytes of data is not parsed", () => {
  expect(expectsOutput(`x = '${"a".repeat(5_000_000)}'\nx`)).toBe(false);
});

test("deeply nested code is read without a deep stack", () => {
  const code = `x = ${"[".repeat(20_000)}${"]".repeat(20_000)}\nprint(x)`;
  expect(expectsOutput(code)).toBe(true);
});
