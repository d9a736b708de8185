import { expect, test } from "@jest/globals";
import { readQuestion } from "../../../src/offline-model/question.ts";

test.each([
  ["top 5 products", 5],
  ["Top three regions", 3],
  ["the 7 largest cities", 7],
  ["the two best selling products", 2],
  ["bottom 4", 4],
  ["top-10 list", 10],
  ["Top 500 products", 20],
  ["前五个产品", 5],
  ["前10名", 10],
  ["前十二名", 12],
  ["前二十", 20],
  ["后三名", 3],
  ["最高的两个地区", 2],
  ["销售额最大的3个产品", 3],
  ["前三个月的销售额", undefined],
  ["前两年的趋势", undefined],
  ["sales by region", undefined],
  ["the 2023 sales", undefined],
])("how many are asked for: %s", (text, count) => {
  expect(readQuestion(text).topN).toBe(count);
});

test.each([
  ["average price", "mean"],
  ["the median of price", "median"],
  ["how many orders", "count"],
  ["total sales", "sum"],
  ["maximum price", "max"],
  ["price", undefined],
  ["平均价格", "mean"],
  ["价格的中位数", "median"],
  ["有多少个订单", "count"],
  ["总销售额", "sum"],
  ["总结一下", undefined],
])("which aggregate is asked for: %s", (text, aggregate) => {
  expect(readQuestion(text).aggregate).toBe(aggregate);
});

test.each([
  ["sales by month", "M"],
  ["weekly sales", "W"],
  ["daily sales", "D"],
  ["per quarter", "Q"],
  ["annual sales", "Y"],
  ["按月统计", "M"],
  ["每天的访问量", "D"],
  ["各年的销售额", "Y"],
  ["各年龄组人数", undefined],
])("which periods are asked for: %s", (text, frequency) => {
  expect(readQuestion(text).frequency).toBe(frequency);
});

test.each([
  ["sales in 2023", [2023], "each"],
  ["2022 and 2023", [2022, 2023], "each"],
  ["from 2020 to 2022", [2020, 2022], "range"],
  ["2020-2022", [2020, 2022], "range"],
  ["since 2021", [2021], "since"],
  ["2021年以来", [2021], "since"],
  ["2021年至2023年", [2021, 2023], "range"],
  ["order 120234", [], "each"],
])("which years are meant: %s", (text, years, yearsMeant) => {
  expect(readQuestion(text)).toMatchObject({ years, yearsMeant });
});

test("the smallest are asked for", () => {
  expect(readQuestion("lowest sales").ascending).toBe(true);
  expect(readQuestion("销售额最低的地区").ascending).toBe(true);
  expect(readQuestion("highest sales").ascending).toBe(false);
});

test("the language is that of the question", () => {
  expect(readQuestion("top 5").say("five", "五")).toBe("five");
  expect(readQuestion("前五").say("five", "五")).toBe("五");
});
