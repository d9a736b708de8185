import { beforeAll, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import type { Analysis } from "./analysis-session.ts";
import { useWorkbench } from "./workbench.ts";

const Numbers = z.record(z.string(), z.number());
type Numbers = z.infer<typeof Numbers>;

const bench = useWorkbench();
let facts: Record<string, number | Numbers>;

beforeAll(async () => {
  const output = await bench().script("expected.py");
  facts = z.record(z.string(), z.union([z.number(), Numbers])).parse(JSON.parse(output));
});

const one = (name: string) => z.number().parse(facts[name]);
const many = (name: string) => Numbers.parse(facts[name]);

/** Asks about one file; every cell must have worked, without a warning. */
async function ask(file: string, question: string): Promise<Analysis> {
  const { session, file: path } = bench();
  await session.attach(path(file));
  const analysis = await session.ask(question);
  expect(analysis.cells.map(({ ok, error, warnings }) => ({ ok, error, warnings }))).toEqual([
    { ok: true, error: null, warnings: [] },
    { ok: true, error: null, warnings: [] },
  ]);
  return analysis;
}

/** The named values of a result, as `[name, value]`, in their order. */
function pairs(list: unknown, key: string): [string, number][] {
  return z
    .array(z.looseObject({ name: z.string() }))
    .parse(list)
    .map((item) => [item.name, z.number().parse(item[key])]);
}

function expectNear(
  actual: [string, number][],
  expected: Numbers,
  count = Object.keys(expected).length,
): void {
  expect(actual.map(([name]) => name)).toEqual(Object.keys(expected).slice(0, count));
  for (const [name, value] of actual) expect(value).toBeCloseTo(expected[name] ?? Number.NaN, 6);
}

describe("sales in GB18030 with a row of totals", () => {
  const FILE = "销售记录.csv";

  test("overview", async () => {
    const { result, answer } = await ask(FILE, "这份数据的概况如何，有哪些缺失值？");
    expect(result).toMatchObject({ used: 400, totals: 1, cells_missing: one("sales_missing") });
    const [amount] = z
      .array(z.looseObject({ mean: z.number(), median: z.number() }))
      .parse(result["numbers"]);
    expect(amount?.mean).toBeCloseTo(one("sales_mean"), 6);
    expect(amount?.median).toBeCloseTo(one("sales_median"), 6);
    expect(answer).toContain(`共缺失 ${one("sales_missing")} 个值`);
  });

  test("top three", async () => {
    const { result, answer } = await ask(FILE, "销售额最高的前三个产品");
    expectNear(pairs(result["top"], "value"), many("products"), 3);
    expect(answer).toContain("116,084.33元");
  });

  test("share", async () => {
    const { result } = await ask(FILE, "各地区的销售额占比");
    expectNear(pairs(result["parts"], "value"), many("regions"));
    const percents = pairs(result["parts"], "percent").map(([, percent]) => percent);
    expect(percents.reduce((sum, percent) => sum + percent)).toBeCloseTo(100, 6);
  });

  test("trend", async () => {
    const { result } = await ask(FILE, "每月销售额的趋势如何？");
    const [line] = z
      .array(z.looseObject({ slope: z.number(), max: z.tuple([z.string(), z.number()]) }))
      .parse(result["lines"]);
    expect(line?.slope).toBeCloseTo(one("months_slope"), 6);
    const [best] = Object.entries(many("months"));
    expect(line?.max[0]).toBe(best?.[0]);
    expect(line?.max[1]).toBeCloseTo(best?.[1] ?? 0, 6);
  });

  test("comparison", async () => {
    const { result, answer } = await ask(FILE, "不同地区的销售额是否有显著差异？");
    expect(result["test"]).toBe("kruskal");
    expect(result["p"]).toBeCloseTo(one("regions_p"), 9);
    expect(answer).toContain("有显著差异");
  });

  test("correlation", async () => {
    const { result } = await ask(FILE, "销售额和数量的相关性");
    const [pair] = z.array(z.looseObject({ r: z.number(), n: z.number() })).parse(result["pairs"]);
    expect(pair?.r).toBeCloseTo(one("sales_r"), 9);
    expect(pair?.n).toBe(392);
  });

  test("a condition on another column", async () => {
    const { result } = await ask(FILE, "华东地区每个产品的平均销售额");
    expect(result["used"]).toBe(152);
    expectNear(pairs(result["top"], "value"), many("east_mean"));
  });
});

describe("a workbook of two sheets", () => {
  test("top list of the one", async () => {
    const { result, answer } = await ask("company.xlsx", "Top 3 product categories by revenue");
    expectNear(pairs(result["top"], "value"), many("categories"));
    expect(answer).toContain("sheet `Orders`");
  });

  test("quarters", async () => {
    const { result } = await ask("company.xlsx", "Top 8 quarters by revenue");
    expect(result["freq"]).toBe("Q");
    expectNear(z.array(z.tuple([z.string(), z.number()])).parse(result["best"]), many("quarters"));
  });

  test("Welch's ANOVA on the other", async () => {
    const { result, answer } = await ask("company.xlsx", "Does salary differ between departments?");
    expect(result["test"]).toBe("welch_anova");
    expect(result["p"]).toBeCloseTo(one("salary_p"), 12);
    expect(result["size"]).toBeCloseTo(one("salary_eta"), 9);
    expectNear(pairs(result["groups"], "mean"), many("salary_means"));
    expect(answer).toContain("sheet `Staff`");
  });
});

describe("a day per row with days missing", () => {
  test("incomplete months are shown, but bend nothing", async () => {
    const { result, answer, cells } = await ask(
      "visits.csv",
      "How did the visits develop by month?",
    );
    expect(result["cut"]).toEqual(["2024-01", "2024-11"]);
    const [line] = z.array(z.looseObject({ slope: z.number() })).parse(result["lines"]);
    expect(line?.slope).toBeCloseTo(one("visit_slope"), 6);
    expect(answer).toContain("**upward**");
    expect(cells[1]?.charts[0]?.texts).toContain("incomplete period");
  });

  test("missing days are gaps", async () => {
    const { result } = await ask("visits.csv", "daily visits");
    expect(result).toMatchObject({ freq: "D", periods: 300, gaps: 12 });
  });
});

describe("numbers in text", () => {
  test("means", async () => {
    const { result, answer } = await ask("price-list.csv", "Average list price by supplier");
    expectNear(pairs(result["top"], "value"), many("supplier_means"));
    expect(result["unreadable"]).toEqual({ "list price": 5 });
    expect(answer).toContain(String.raw`Beta \| Co`);
    expect(answer).toContain("not numbers and count as missing: 5");
  });

  test("Mann-Whitney", async () => {
    const { result } = await ask("price-list.csv", "A和B两个grade的重量有差异吗");
    expect(result["test"]).toBe("mann_whitney");
    expect(result["p"]).toBeCloseTo(one("weight_p"), 9);
  });
});

describe("a wide survey", () => {
  test("missing values", async () => {
    const { result } = await ask("survey.csv", "Overview with missing values");
    for (const [name, count] of z
      .array(z.tuple([z.string(), z.number()]))
      .parse(result["missing"])) {
      expect(count).toBe(many("survey_missing")[name]);
    }
    expect(result["columns_missing"]).toBe(Object.keys(many("survey_missing")).length);
  });

  test("the strongest links of one column", async () => {
    const { result } = await ask("survey.csv", "What correlates with satisfaction?");
    const links = z
      .array(z.looseObject({ a: z.string(), b: z.string(), r: z.number() }))
      .parse(result["pairs"]);
    for (const { b, r } of links) expect(r).toBeCloseTo(many("survey_r")[b] ?? Number.NaN, 9);
    const strongest = Object.entries(many("survey_r")).toSorted(
      (x, y) => Math.abs(y[1]) - Math.abs(x[1]),
    );
    expect(links[0]?.b).toBe(strongest[0]?.[0]);
  });
});

test("Student's t-test where normal and equal", async () => {
  const { result, answer } = await ask("成绩.csv", "男女的语文成绩有差异吗");
  expect(result["test"]).toBe("t");
  expect(result["p"]).toBeCloseTo(one("language_p"), 9);
  expect(result["size"]).toBeCloseTo(one("language_d"), 9);
  expect(answer).toContain("未发现显著差异");
});

test("counts of thirty groups, the rest as one bar", async () => {
  const { result, cells } = await ask("commute.csv", "How many people per home town?");
  expectNear(pairs(result["top"], "value"), many("towns"), 10);
  expect(cells[1]?.charts[0]?.texts).toContain("Other (20 groups)");
});

describe("the demo's penguins", () => {
  test("Kruskal-Wallis", async () => {
    const question = "Is there a significant difference in body mass between the penguin species?";
    const { result, answer } = await ask("penguins.csv", question);
    expect(result["test"]).toBe("kruskal");
    expect(Math.log(z.number().parse(result["p"]))).toBeCloseTo(Math.log(one("mass_p")), 6);
    expectNear(pairs(result["groups"], "mean"), many("mass_means"));
    expect(answer).toContain("**Gentoo** (5,076.02 g)");
  });

  test("Welch's t-test of two named groups", async () => {
    const { result } = await ask(
      "penguins.csv",
      "Compare bill length between Adelie and Chinstrap",
    );
    expect(result["test"]).toBe("welch_t");
    expect(Math.log(z.number().parse(result["p"]))).toBeCloseTo(Math.log(one("bill_p")), 6);
    expect(result["size"]).toBeCloseTo(one("bill_d"), 9);
  });

  test("the Chinese question finds the English columns", async () => {
    const { result, answer, cells } = await ask(
      "penguins.csv",
      "企鹅的体重和哪些身体测量值相关性最强？请画出热力图。",
    );
    const links = z
      .array(z.looseObject({ a: z.string(), b: z.string(), r: z.number() }))
      .parse(result["pairs"]);
    for (const { a, b, r } of links) {
      expect(r).toBeCloseTo(many("mass_r")[a === "body_mass_g" ? b : a] ?? Number.NaN, 9);
    }
    expect(answer).toContain("强正相关（**r = 0.87**");
    expect(cells[1]?.charts[0]?.texts).toEqual(
      expect.arrayContaining(["与 body_mass_g 的相关性", "皮尔逊相关系数 r"]),
    );
  });
});
