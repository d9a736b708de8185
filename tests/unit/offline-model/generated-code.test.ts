import { expect, test } from "@jest/globals";
import type { DatasetProfile } from "../../../graphs/analyst/profile.ts";
import { checkCode } from "../../../tools/sandbox/code-policy/check-code.ts";
import { Conversation } from "./conversation.ts";
import { sales, textNumbers, withTable } from "./profiles.ts";

const code = (question: string, ...datasets: DatasetProfile[]) =>
  new Conversation(...datasets).ask(question).call?.code ?? "";

test("total rows are left out by their positions", () => {
  const withTotals = withTable(sales, () => ({ totalRows: [7, 499] }));
  expect(code("Total sales by region", withTotals)).toContain(
    "raw.drop(index=raw.index[[7, 499]])",
  );
});

test("total rows of a sampled table are left out by their label", () => {
  const sampled = withTable(sales, () => ({ sampled: true, totalRows: [7] }));
  expect(code("Total sales by region", sampled)).toContain('"合计"');
});

test("merged cells are filled downwards", () => {
  const notes = [
    "merged cells in region, product: only the first row of each has the value, fill with ffill()",
  ];
  const merged = withTable(sales, () => ({ notes }));
  expect(code("Total sales by region", merged)).toContain('raw[["region", "product"]].ffill()');
});

test("numbers in text become numbers", () => {
  expect(code("Average list price by supplier", textNumbers)).toContain("to_number(data[name])");
  expect(code("Total sales by region", sales)).not.toContain("to_number");
});

test.each([
  ["sales in the East region by product in 2023", '.isin(["East"])', ".dt.year.isin([2023])"],
  [
    "sales of East and West by product since 2022",
    '.isin(["East", "West"])',
    ".dt.year.between(2022, 9999)",
  ],
  ["sales by product from 2021 to 2022", ".dt.year.between(2021, 2022)", "product"],
])("conditions limit the rows: %s", (question, ...parts) => {
  for (const part of parts) expect(code(question, sales)).toContain(part);
});

test("names of a file cannot leave their place in the code", () => {
  const name = 'region"]\nimport os #';
  const hostile = withTable(sales, ({ columns }) => ({
    columns: columns.map((each) => (each.name === "region" ? { ...each, name } : each)),
  }));
  const talk = new Conversation(hostile);
  const first = talk.ask("Total sales by region").call?.code ?? "";
  const second = talk.observe("read").call?.code ?? "";
  for (const line of `${first}\n${second}`.split("\n")) expect(line).not.toMatch(/^\s*import os #/);
});

test.each([
  "Overview",
  "Average unit price by product",
  "Share of sales by region, as a pie",
  "Correlation heat map",
  "Monthly sales trend by region",
  "Do sales differ between regions?",
])("the strictest code policy has nothing to say: %s", (question) => {
  const talk = new Conversation(sales);
  const cells = [talk.ask(question).call?.code, talk.observe("read").call?.code];
  for (const cell of cells) expect(checkCode(cell ?? "exec(cell)", "strict")).toEqual([]);
});
