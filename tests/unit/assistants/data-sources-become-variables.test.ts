import { expect, test } from "@jest/globals";
import { dataSourceSetup, type DataSource } from "../../../src/assistants/data-sources.ts";
import { AnalystError } from "../../../tools/errors.ts";

const source = (name: string, config: Partial<DataSource["config"]> = {}): DataSource => ({
  type: "postgresql",
  name,
  config: { host: "db.internal", database: "sales", user: "ann", password: "p@ss:/%#é", ...config },
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

test.each([
  ["postgresql", 5432],
  ["mysql", 3306],
  ["mariadb", 3306],
] as const)("the usual port of %s is %d", (type, port) => {
  const { envs, addresses } = dataSourceSetup([{ ...source("a"), type }]);
  expect([envs.DB_A_PORT, envs.DB_A_TYPE]).toEqual([String(port), type]);
  expect(addresses).toEqual([{ host: "db.internal", port }]);
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
