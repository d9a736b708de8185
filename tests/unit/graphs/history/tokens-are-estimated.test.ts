import { describe, expect, test } from "@jest/globals";
import { estimateTokens } from "../../../../graphs/analyst/history/estimate-tokens.ts";

/** Text of several kinds, with its real number of tokens in the o200k vocabulary. */
const SAMPLES: readonly (readonly [string, number, string])[] = [
  [
    "English prose",
    36,
    "The correlation between price and demand is negative, which means that stores with higher prices sold fewer units per week. We removed the two weeks in March in which the stores were closed.",
  ],
  [
    "Chinese prose",
    45,
    "价格与需求之间的相关系数为负，说明价格较高的门店每周销量较低。我们去掉了三月份门店停业的两周数据，其余结果保持不变。",
  ],
  [
    "Japanese prose",
    31,
    "価格と需要の相関は負であり、価格が高い店舗ほど週あたりの販売数が少ないことを示しています。",
  ],
  [
    "Korean prose",
    34,
    "가격과 수요 사이의 상관관계는 음수이며, 가격이 높은 매장일수록 주당 판매량이 적다는 것을 의미합니다.",
  ],
  [
    "German prose",
    19,
    "Die Korrelation zwischen Preis und Nachfrage ist negativ: Teurere Filialen verkaufen weniger.",
  ],
  [
    "Python",
    55,
    "import pandas as pd\n\ndf = pd.read_csv('sales.csv')\nmonthly = df.groupby(df['date'].dt.to_period('M'))['revenue'].sum()\nfor month, value in monthly.items():\n    print(f'{month}: {value:,.2f}')\n",
  ],
  [
    "a printed table",
    302,
    Array.from(
      { length: 30 },
      (_, i) =>
        `${String(i).padEnd(5)}${"North".padEnd(10)}${(i * 37.1234).toFixed(4).padStart(12)}`,
    ).join("\n"),
  ],
  [
    "JSON",
    325,
    JSON.stringify(
      Array.from({ length: 20 }, (_, i) => ({ id: i, region: "North", revenue: i * 1.37 })),
    ),
  ],
  [
    "a traceback",
    76,
    'File /usr/local/lib/python3.11/site-packages/pandas/core/frame.py:4102, in DataFrame.__getitem__(self, key)\n   4100 if self.columns.nlevels > 1:\n   4101     return self._getitem_multilevel(key)\n-> 4102 indexer = self.columns.get_loc(key)\nKeyError: "Revenue"',
  ],
];

describe("an estimate of tokens", () => {
  test.each(SAMPLES)("is within a quarter of the real number for %s", (_, real, text) => {
    expect(estimateTokens(text)).toBeGreaterThan(real * 0.75);
    expect(estimateTokens(text)).toBeLessThan(real * 1.25);
  });

  test("is nothing for nothing", () => {
    expect(estimateTokens("")).toBe(0);
  });

  test("counts wide blanks as little", () => {
    expect(estimateTokens(" ".repeat(1_000))).toBeLessThan(20);
  });

  test("grows in step with the text", () => {
    const once = estimateTokens("数据 data 123\n".repeat(1_000));
    expect(Math.abs(estimateTokens("数据 data 123\n".repeat(10_000)) - 10 * once)).toBeLessThan(20);
  });
});
