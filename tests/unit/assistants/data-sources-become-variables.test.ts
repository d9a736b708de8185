import { expect, test } from "@jest/globals";
import type { DataSource } from "../../../src/assistants/data-sources/data-source.ts";
import { dataSourceSetup } from "../../../src/assistants/data-sources/data-source-setup.ts";
import { AnalystError } from "../../../tools/errors.ts";

const source = (name: string, change: Partial<DataSource> = {}): DataSource => ({
  id: name,
  type: "postgresql",
  name,
  host: "db.internal",
  port: 5432,
  database: "sales",
  user: "ann",
  password: "p@ss:/%#é",
  ...change,
});

test("a source becomes six variables and an address, its values as they are", () => {
  expect(dataSourceSetup([source("Sales, 2024!", { port: 6432 })])).toEqual({
    envs: {
      DB_SALES_2024_TYPE: "postgresql",
      DB_SALES_2024_HOST: "db.internal",
      DB_SALES_2024_PORT: "6432",
      DB_SALES_2024_USER: "ann",
      DB_SALES_2024_PASSWORD: "p@ss:/%#é",
      DB_SALES_2024_NAME: "sales",
    },
    addresses: [{ host: "db.internal", port: 6432 }],
  });
});

test("without sources there is nothing", () => {
  expect(dataSourceSetup([])).toEqual({ envs: {}, addresses: [] });
});

test("brackets around an address with colons are not part of it", () => {
  const { envs, addresses } = dataSourceSetup([source("a", { host: " [fd00::5] " })]);
  expect(envs.DB_A_HOST).toBe("fd00::5");
  expect(addresses).toEqual([{ host: "fd00::5", port: 5432 }]);
});

test.each([
  [["my db", "my-db"], "my-db", "DB_MY_DB_"],
  [["A", "B", "a"], "a", "DB_A_"],
])("of the names %j the second of a pair is refused", (names, second, variables) => {
  const refused = expect.objectContaining({
    code: "input_invalid",
    message: expect.stringContaining(variables),
  });
  expect(() => dataSourceSetup(names.map((name) => source(name)))).toThrow(refused);
  expect(() => dataSourceSetup(names.map((name) => source(name)))).toThrow(`"${second}"`);
});

test.each(["", "  ", "销售", "--"])("the name %j is refused in both languages", (name) => {
  const refused = (() => {
    try {
      dataSourceSetup([source(name)]);
    } catch (error) {
      return error;
    }
    return undefined;
  })();
  expect(AnalystError.isInstance(refused) && refused.say("zh")).toContain("英文字母或数字");
  expect(AnalystError.isInstance(refused) && refused.say("en")).toContain("letter from A to Z");
});
