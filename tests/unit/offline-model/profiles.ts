import { DatasetProfile, type TableProfile } from "../../../graphs/analyst/profile.ts";

interface Brief {
  readonly name: string;
  readonly type: string;
  readonly unique?: number;
  readonly missing?: number;
  readonly min?: number | string;
  readonly max?: number | string;
  readonly top?: readonly string[];
  readonly notes?: readonly string[];
}

/** One table as the profiler would describe it, with what the tests need of it. */
function table(name: string, rows: number, columns: readonly Brief[]) {
  return {
    name,
    rows,
    columns: columns.map(({ top, ...column }) => ({
      dtype: "str",
      missing: 0,
      ...column,
      top: top?.map((value) => [value, 10]),
    })),
  };
}

function dataset(path: string, ...tables: readonly ReturnType<typeof table>[]): DatasetProfile {
  return DatasetProfile.parse({
    path,
    format: path.split(".").at(-1),
    size: 1000,
    readHint: `pd.read_csv("${path}")`,
    tables,
  });
}

const REGIONS = ["East", "West", "North", "South"];

export const sales = dataset(
  "/home/user/sales.csv",
  table("sales.csv", 500, [
    { name: "order_id", type: "integer", unique: 500, min: 1, max: 500 },
    { name: "order_date", type: "date", unique: 300, min: "2022-01-01", max: "2023-12-31" },
    { name: "region", type: "category", unique: 4, top: REGIONS },
    { name: "product", type: "category", unique: 12, top: ["Laptop", "Phone", "Desk"] },
    { name: "sales_usd", type: "number", unique: 480, min: 3, max: 900 },
    { name: "quantity", type: "integer", unique: 9, min: 1, max: 9 },
    { name: "unit_price", type: "number", unique: 90, min: 1, max: 100 },
  ]),
);

export const chineseSales = dataset(
  "/home/user/销售.csv",
  table("销售.csv", 400, [
    { name: "日期", type: "date", unique: 300, min: "2023-01-01", max: "2023-12-31" },
    { name: "地区", type: "category", unique: 4, top: ["华东", "华南", "华北", "西部"] },
    { name: "产品", type: "category", unique: 6, top: ["手机", "电脑", "平板"] },
    { name: "销售额（元）", type: "number", unique: 390, min: 1, max: 3000 },
    { name: "数量", type: "integer", unique: 9, min: 1, max: 9 },
  ]),
);

export const penguins = dataset(
  "/home/user/penguins.csv",
  table("penguins.csv", 344, [
    { name: "species", type: "category", unique: 3, top: ["Adelie", "Gentoo", "Chinstrap"] },
    { name: "island", type: "category", unique: 3, top: ["Biscoe", "Dream", "Torgersen"] },
    { name: "bill_length_mm", type: "number", unique: 164, missing: 2, min: 32.1, max: 59.6 },
    { name: "bill_depth_mm", type: "number", unique: 80, missing: 2, min: 13.1, max: 21.5 },
    { name: "flipper_length_mm", type: "integer", unique: 55, missing: 2, min: 172, max: 231 },
    { name: "body_mass_g", type: "integer", unique: 94, missing: 2, min: 2700, max: 6300 },
    { name: "sex", type: "category", unique: 2, missing: 11, top: ["male", "female"] },
    {
      name: "year",
      type: "integer",
      unique: 3,
      min: 2007,
      max: 2009,
      top: ["2009", "2008", "2007"],
    },
  ]),
);

export const company = dataset(
  "/home/user/company.xlsx",
  table("Orders", 600, [
    { name: "region", type: "category", unique: 4, top: REGIONS },
    { name: "revenue", type: "number", unique: 590, min: 1, max: 900 },
  ]),
  table("Staff", 120, [
    { name: "employee", type: "text", unique: 120 },
    { name: "department", type: "category", unique: 3, top: ["Sales", "Support", "Engineering"] },
    { name: "salary", type: "integer", unique: 118, min: 40_000, max: 90_000 },
  ]),
);

export const textNumbers = dataset(
  "/home/user/prices.csv",
  table("prices.csv", 150, [
    { name: "supplier", type: "category", unique: 4, top: ["Alpha", "Beta"] },
    {
      name: "list price",
      type: "text",
      unique: 140,
      notes: ["numbers stored as text, unit in values: $"],
    },
    {
      name: "sold on",
      type: "date",
      unique: 90,
      notes: ["likely a date, but day and month cannot be told apart: no value is above 12"],
    },
  ]),
);

export const noNumbers = dataset(
  "/home/user/commute.csv",
  table("commute.csv", 2000, [
    { name: "home_town", type: "category", unique: 30, top: ["Avon", "Brook"] },
    { name: "transport", type: "category", unique: 3, top: ["bus", "tram", "bike"] },
  ]),
);

/** The dataset with its first table changed. */
export function withTable(
  dataset: DatasetProfile,
  change: (table: TableProfile) => Partial<TableProfile>,
): DatasetProfile {
  const tables = dataset.tables.map((table, at) =>
    at === 0 ? { ...table, ...change(table) } : table,
  );
  return { ...dataset, tables };
}
