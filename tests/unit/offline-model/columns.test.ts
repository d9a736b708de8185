import { describe, expect, test } from "@jest/globals";
import { chooseTable } from "../../../src/offline-model/data.ts";
import { splitUnit } from "../../../src/offline-model/columns/name-words.ts";
import { chineseSales, company, noNumbers, penguins, sales, textNumbers } from "./profiles.ts";
import type { DatasetProfile } from "../../../graphs/analyst/profile.ts";

function mentioned(question: string, dataset: DatasetProfile): string[] {
  return chooseTable(question, [dataset])?.mentions.map(({ column }) => column.name) ?? [];
}

function column(dataset: DatasetProfile, name: string) {
  const found = chooseTable("", [dataset])?.columns.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no column ${name}`);
  return found;
}

describe("columns that a question names", () => {
  test.each([
    ["total sales by region", sales, ["sales_usd", "region"]],
    ["the Regions and their order dates", sales, ["region", "order_date"]],
    ["average unit price per product", sales, ["unit_price", "product"]],
    ["revenue by area", sales, ["sales_usd", "region"]],
    ["各地区的销售额", sales, ["region", "sales_usd"]],
    ["body mass and flipper length", penguins, ["body_mass_g", "flipper_length_mm"]],
    ["BODY_MASS_G by sex", penguins, ["body_mass_g", "sex"]],
    ["体重和喙长", penguins, ["body_mass_g", "bill_length_mm"]],
    ["bill depth", penguins, ["bill_depth_mm"]],
    ["不同物种、岛屿", penguins, ["species", "island"]],
    ["各地区的销售额和数量", chineseSales, ["地区", "销售额（元）", "数量"]],
    ["revenue by region", chineseSales, ["销售额（元）", "地区"]],
    ["list prices of suppliers", textNumbers, ["list price", "supplier"]],
    ["各供应商的价格", textNumbers, ["list price"]],
    ["people per home town", noNumbers, ["home_town"]],
    ["the weather tomorrow", sales, []],
    ["", sales, []],
  ])("%s", (question, dataset, names) => {
    expect(mentioned(question, dataset)).toEqual(names);
  });

  test("a name that holds another one wins over it", () => {
    expect(mentioned("order_date", sales)).toEqual(["order_date"]);
  });
});

describe("values that a question names", () => {
  test.each([
    ["sales in the East region", sales, "region", ["East"], true],
    ["compare East and West", sales, "region", ["East", "West"], false],
    ["华东地区的销售额", chineseSales, "地区", ["华东"], true],
    ["华东和华南", chineseSales, "地区", ["华东", "华南"], false],
    ["males and females", penguins, "sex", ["male", "female"], false],
    ["laptops", sales, "product", ["Laptop"], false],
  ])("%s", (question, dataset, name, values, besideName) => {
    const [found] = chooseTable(question, [dataset])?.values ?? [];
    expect({ ...found, column: found?.column.name }).toEqual({ column: name, values, besideName });
  });

  test("the name of a column is not taken for a value", () => {
    expect(chooseTable("bus by transport", [noNumbers])?.values).toHaveLength(1);
    expect(chooseTable("transport", [noNumbers])?.values).toHaveLength(0);
  });
});

describe("what a column can serve as", () => {
  test.each([
    [sales, "order_id", { isIdentifier: true, isNumber: false, isCategory: false }],
    [sales, "order_date", { isTime: true, isNumber: false }],
    [sales, "sales_usd", { isNumber: true, isCategory: false, unit: "USD" }],
    [sales, "quantity", { isNumber: true, isCategory: true }],
    [penguins, "year", { isTime: true, isNumber: false, isCategory: true }],
    [penguins, "body_mass_g", { isNumber: true, unit: "g" }],
    [textNumbers, "list price", { isNumber: true, isNumberText: true, isCategory: false }],
    [textNumbers, "sold on", { isTime: true, isCategory: false }],
    [company, "region", { isCategory: true, isNumber: false }],
  ])("%#: %s", (dataset, name, expected) => {
    expect(column(dataset, name)).toMatchObject(expected);
  });
});

test.each([
  ["body_mass_g", "body_mass", "g"],
  ["销售额（元）", "销售额", "元"],
  ["Weight (kg)", "Weight", "kg"],
  ["price_usd", "price", "USD"],
  ["销售额_万元", "销售额", "万元"],
  ["type_c", "type_c", undefined],
  ["g", "g", undefined],
  ["sales (2023)", "sales (2023)", undefined],
])("the unit at the end of a name: %s", (name, bare, unit) => {
  expect(splitUnit(name)).toEqual(unit === undefined ? { bare } : { bare, unit });
});

describe("which table is meant", () => {
  test.each([
    ["average salary by department", "Staff"],
    ["revenue by region", "Orders"],
    ["overview of the staff sheet", "Staff"],
    ["overview", "Orders"],
    ["各部门的平均工资", "Staff"],
  ])("%s", (question, name) => {
    expect(chooseTable(question, [company])?.table.name).toBe(name);
  });

  test("of several files the one whose columns fit", () => {
    expect(chooseTable("body mass by species", [sales, penguins])?.dataset.path).toMatch(
      "penguins",
    );
    expect(chooseTable("sales by region", [penguins, sales])?.dataset.path).toMatch("sales");
  });

  test("none when there is none", () => {
    expect(chooseTable("sales", [])).toBeUndefined();
  });
});
