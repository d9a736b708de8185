import { describe, expect, test } from "@jest/globals";
import { mayWriteFiles } from "../../../../graphs/analyst/judgement/may-write-files.ts";

const one = (code: string) => mayWriteFiles([{ code }]);

describe("code that may write files", () => {
  test.each([
    "df.to_csv('a.csv')",
    "df.to_parquet ('a')",
    "plt.savefig('c.png')",
    "fig.write_html('a.html')",
    "with open('a.txt', 'w') as f: f.write('x')",
    "json.dump(x, f)",
    "joblib.dump(model, 'm.pkl')",
    "Path('a').write_text('x')",
    "!curl -O x",
    "%%writefile a.py\nx = 1",
    "np.save('a', x)",
    "duckdb.sql(\"COPY t TO 'a.csv'\")",
    "shutil.copyfile('a', 'b')",
    "model.save_model('m.json')",
  ])("%s", (code) => expect(one(code)).toBe(true));

  test.each([
    "print(6 * 7)",
    "df.groupby('a').mean()",
    "x = [i for i in range(3)]",
    "df.describe()",
  ])("not: %s", (code) => expect(one(code)).toBe(false));

  test("a function of an earlier cell counts", () => {
    expect(mayWriteFiles([{ code: "def f(): df.to_csv('a')" }, { code: "f()" }])).toBe(true);
  });
});
