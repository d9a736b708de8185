import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type KernelMessage, runCells } from "./kernel.ts";

const PLOTLY = "application/vnd.plotly.v1+json";

const CELLS = {
  imports: `
import datetime, decimal, hashlib
import numpy as np, pandas as pd
import matplotlib.pyplot as plt`,
  frame: `
pd.DataFrame({
    "float": [1.5, None, float("inf")], "城市": pd.Series(["北京", None, "a\\ud800b"], dtype=object),
    "delta": pd.to_timedelta([1, None, 36], unit="h"),
    "time": pd.to_datetime(["2020-01-01", None, "2020-01-03"]),
    "zone": pd.to_datetime(["2020-01-01"] * 3).tz_localize("Asia/Shanghai"),
    "period": pd.period_range("2020-01", periods=3, freq="M"),
    "interval": pd.interval_range(0, 3),
    "decimal": [decimal.Decimal("1.10"), decimal.Decimal("NaN"), 3],
    "category": pd.Categorical(["x", "y", None]),
    "bytes": [b"abc", b"\\xff\\x00", None],
    "nested": [[1, np.nan], {"k": np.int64(3), 2: (1,)}, pd.DataFrame({"q": [1, 2]})],
    "big": [2**60, -(2**63), 7], "nullable": pd.array([1, None, 3], dtype="Int64"),
    "bool": [True, False, True],
    "mixed": [np.array([1, 2]), np.float32(2.5), datetime.time(8, 30)],
    "odd": [1 + 2j, np.datetime64("NaT"), object],
})`,
  names: `
pd.DataFrame(np.arange(10).reshape(2, 5), columns=["a", "a", 1, ("t", "u"), pd.Timestamp("2020-01-01")])`,
  levels: `
pd.DataFrame({("A", "x"): [1], ("A", "y"): [2], ("B", ""): [3]}, index=pd.Index(["r"], name="key"))`,
  grouped: `pd.DataFrame({"k": ["a", "b", "a"], "v": [1, 2, 3]}).groupby("k").sum()`,
  filtered: `pd.DataFrame({"v": [1, 2, 3]}).query("v > 1")`,
  long: `pd.DataFrame({"n": range(1_000_000)})`,
  wide: `pd.DataFrame(np.zeros((600, 300)))`,
  empty: `pd.DataFrame()`,
  aligned: `
print(pd.DataFrame({"城市": ["北京", "NY"], "n": [1, 22]}))
print(pd.DataFrame({"text": ["x" * 90]}).to_string() == str(pd.DataFrame({"text": ["x" * 90]})))`,
  list: `[1, np.int64(2), {"a": np.nan, 3: np.float32(1.5)}, pd.Timestamp("2020-01-01"), None]`,
  series: `{"x": pd.Series([1, 2]), "y": {"z": np.array([[1, 2]])}}`,
  objects: `[object(), 1]`,
  endless: `loop = []; loop.append(loop); loop`,
  lines: `plt.plot([1, 2], [3, 4])`,
  last: `
fig, ax = plt.subplots()
ax.bar(["北京"], [1])
fig`,
  twice: `
fig, ax = plt.subplots()
ax.plot([1, 2])
display(fig)
plt.show()`,
  changed: `
fig, ax = plt.subplots()
ax.plot([1, 2])
display(fig)
ax.set_title("后来")
plt.show()`,
  again: `fig`,
  saved: `
import os
plt.plot([1, 2, 3])
plt.title("一致")
plt.savefig(os.path.expanduser("~/saved.png"))
plt.show()
print(hashlib.sha256(open(os.path.expanduser("~/saved.png"), "rb").read()).hexdigest())`,
  inline: `
%matplotlib inline
plt.plot([1, 2])
plt.show()`,
  bare: `plt.figure(); plt.show()`,
  plotlyLast: `
import plotly.express as px
px.bar(x=["a", "b"], y=[1, 2], title="标题")`,
  plotlyShow: `px.line(x=[1, 2], y=[1, 2]).show()`,
  names_left: `print(sorted(name for name in dir() if "analyst" in name or "profile" in name or "emit" in name))`,
  profile: `__import__("e2b_analyst.profile").profile.emit(["/no/such/file.csv"])`,
  names_after: `print(sorted(name for name in dir() if "analyst" in name or "profile" in name or "emit" in name))`,
  pid: `
import os
print(open(os.path.expanduser("~/.e2b-analyst/kernel.pid")).read() == str(os.getpid()))
print(os.environ["FONT_PATH"] == os.environ["E2B_ANALYST_CJK_FONT"])`,
} as const;

let shown: Map<string, KernelMessage[]>;

beforeAll(async () => {
  const results = await runCells(Object.values(CELLS));
  shown = new Map(Object.keys(CELLS).map((name, at) => [name, results[at] ?? []]));
});

const messages = (name: keyof typeof CELLS) => shown.get(name) ?? [];

function only(name: keyof typeof CELLS): KernelMessage {
  const [message, ...more] = messages(name);
  if (message === undefined || more.length > 0) throw new Error(JSON.stringify(messages(name)));
  return message;
}

const column = (name: keyof typeof CELLS) => only(name).data?.["e2b/data"];

test("no cell wrote to stderr or failed", () => {
  const noise = [...shown].filter(([, list]) =>
    list.some(({ type }) => type === "stderr" || type === "error"),
  );
  expect(noise).toEqual([]);
});

describe("data frames", () => {
  test("every kind of value becomes JSON, lossless where that is possible", () => {
    expect(column("frame")).toEqual({
      float: [1.5, null, null],
      城市: ["北京", null, "a?b"],
      delta: ["0 days 01:00:00", null, "1 days 12:00:00"],
      time: ["2020-01-01T00:00:00", null, "2020-01-03T00:00:00"],
      zone: Array(3).fill("2020-01-01T00:00:00+08:00"),
      period: ["2020-01", "2020-02", "2020-03"],
      interval: ["(0, 1]", "(1, 2]", "(2, 3]"],
      decimal: [1.1, null, 3],
      category: ["x", "y", null],
      bytes: ["abc", "0xff00", null],
      nested: [[1, null], { k: 3, 2: [1] }, { q: [1, 2] }],
      big: ["1152921504606846976", "-9223372036854775808", 7],
      nullable: [1, null, 3],
      bool: [true, false, true],
      mixed: [[1, 2], 2.5, "08:30:00"],
      odd: ["(1+2j)", null, "<class 'object'>"],
    });
  });

  test("column names are text and none is lost", () => {
    expect(column("names")).toEqual({
      a: [0, 5],
      "a.1": [1, 6],
      1: [2, 7],
      "t / u": [3, 8],
      "2020-01-01T00:00:00": [4, 9],
    });
    expect(column("levels")).toEqual({ key: ["r"], "A / x": [1], "A / y": [2], B: [3] });
  });

  test("an index is kept where it says something", () => {
    expect(column("grouped")).toEqual({ k: ["a", "b"], v: [4, 2] });
    expect(column("filtered")).toEqual({ v: [2, 3] });
  });

  test("a long frame is cut, and text and metadata say so", () => {
    const { data, metadata } = only("long");
    expect(data?.["e2b/data"]).toEqual({ n: Array.from({ length: 1000 }, (_, at) => at) });
    expect(data?.["text/plain"]).toContain("[shown as data: the first 1,000 of 1,000,000 rows]");
    expect(metadata?.["e2b/data"]).toEqual({
      rows: 1_000_000,
      columns: 1,
      shown_rows: 1000,
      shown_columns: 1,
    });
  });

  test("a wide frame is cut both ways", () => {
    const { data } = only("wide");
    const columns = Object.values(data?.["e2b/data"] ?? {}) as unknown[][];
    expect([columns.length, columns[0]?.length]).toEqual([200, 250]);
    expect(data?.["text/plain"]).toContain(
      "the first 250 of 600 rows and the first 200 of 300 columns",
    );
  });

  test("an empty frame is an empty object", () => {
    expect(column("empty")).toEqual({});
  });

  test("text keeps wide letters aligned and does not cut sentences at 50", () => {
    expect(only("aligned").text).toBe("   城市   n\n0  北京   1\n1    NY  22\nTrue\n");
  });
});

describe("lists and dicts", () => {
  test("numpy and pandas values in them are JSON", () => {
    expect(only("list").data?.["application/json"]).toEqual([
      1,
      2,
      { a: null, 3: 1.5 },
      "2020-01-01T00:00:00",
      null,
    ]);
    expect(only("series").data?.["application/json"]).toEqual({ x: [1, 2], y: { z: [[1, 2]] } });
  });

  test("a list of other things is no JSON, nor is one without an end", () => {
    expect(only("objects").data).not.toHaveProperty(["application/json"]);
    expect(only("endless").data?.["text/plain"]).toBe("[[...]]");
    const [line, figure] = messages("lines");
    expect(line?.data).not.toHaveProperty(["application/json"]);
    expect(figure?.data).toHaveProperty(["image/png"]);
  });
});

describe("figures", () => {
  test.each(["last", "twice"] as const)("%s: shown once, with picture and chart", (name) => {
    const { data } = only(name);
    expect(Object.keys(data ?? {}).toSorted()).toEqual(["e2b/chart", "image/png", "text/plain"]);
  });

  test("shown again when it changed, or in another cell", () => {
    expect(messages("changed").map(({ data }) => data?.["e2b/chart"])).toMatchObject([
      { title: null },
      { title: "后来" },
    ]);
    expect(only("again").data).toHaveProperty(["image/png"]);
  });

  test("a shown and a saved picture are the same bytes", () => {
    const [figure, printed] = messages("saved");
    const png = Buffer.from(String(figure?.data?.["image/png"]), "base64");
    expect(printed?.text?.trim()).toBe(createHash("sha256").update(png).digest("hex"));
  });

  test("the picture is large enough to be read, also after %matplotlib inline", () => {
    for (const name of ["last", "inline"] as const) {
      const png = Buffer.from(String(only(name).data?.["image/png"]), "base64");
      expect(png.readUInt32BE(16)).toBeGreaterThan(600);
    }
  });

  test("a figure without axes has no picture and no chart", () => {
    expect(Object.keys(only("bare").data ?? {})).toEqual(["text/plain"]);
  });

  test.each([
    ["plotlyLast", "Plotly figure (bar): 标题"],
    ["plotlyShow", "Plotly figure (scatter)"],
  ] as const)("%s: a line of text and the figure's JSON, no page", (name, text) => {
    const { data } = only(name);
    expect(Object.keys(data ?? {}).toSorted()).toEqual([PLOTLY, "text/plain"]);
    expect(data?.["text/plain"]).toBe(text);
    expect(data?.[PLOTLY]).toMatchObject({ data: [expect.anything()], layout: expect.anything() });
  });
});

describe("the kernel", () => {
  test("profiling leaves no name behind and prints one line", () => {
    expect(only("names_left").text).toBe("[]\n");
    expect(JSON.parse(only("profile").text ?? "")).toMatchObject({
      error: "there is no such file",
    });
    expect(only("names_after").text).toBe("[]\n");
  });

  test("its process id and the font's path are where others look for them", () => {
    expect(only("pid").text).toBe("True\nTrue\n");
  });
});
