import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { DataSource } from "../../../src/assistants/data-sources/data-source.ts";
import { dataSourceSetup } from "../../../src/assistants/data-sources/data-source-setup.ts";
import { PLAIN_SETUP, type Sandbox } from "../../../tools/ports/sandbox.ts";
import { ann } from "../../helpers/callers.ts";
import { describeWith } from "../../helpers/servers/describe-with.ts";
import { installMariadb, startMariadb } from "../../helpers/servers/mariadb.ts";
import { installPostgres, startPostgres } from "../../helpers/servers/postgres.ts";
import type { RunningServer } from "../../helpers/servers/start.ts";
import { startTestServer, type TestServer } from "./test-server.ts";

/** Each of its characters means something in a URL, in SQL, in a shell or in Python. */
const PASSWORD = "p@ss:/%#?&'\"\\ +é密码$";
const quoted = PASSWORD.replaceAll("\\", "\\\\").replaceAll("'", "''");
const LIMIT = { timeoutMs: 60_000 };

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => server.close());

/** What a cell prints; what it raised when it failed. */
async function told(sandbox: Sandbox, code: string): Promise<string> {
  const { stdout, error } = await sandbox.runCell(code, LIMIT);
  return error === undefined ? stdout.trimEnd() : `${error.name}: ${error.value}`;
}

const setup = (...sources: DataSource[]) => ({ ...PLAIN_SETUP, ...dataSourceSetup(sources) });

const write = (how: string) => `from sqlalchemy import text
with connect("Main sales"${how}).begin() as c: c.execute(text("INSERT INTO sales VALUES ('south', 5)"))
print(pd.read_sql("SELECT count(*) AS n FROM sales", connect("main sales")).n[0])`;

interface Kind {
  readonly type: DataSource["type"];
  /** Starts the server with the user `ann`, and a table `sales` of two rows in the database `sales`. */
  readonly start: (folder: string) => Promise<RunningServer>;
}

const kinds: Readonly<Record<"PostgreSQL" | "MariaDB", Kind>> = {
  PostgreSQL: {
    type: "postgresql",
    start: async (folder) =>
      startPostgres(folder, [
        `CREATE ROLE ann LOGIN PASSWORD '${PASSWORD.replaceAll("'", "''")}'`,
        "CREATE DATABASE sales OWNER ann",
        "\\c sales",
        "SET ROLE ann",
        "CREATE TABLE sales (region text, amount int)",
        "INSERT INTO sales VALUES ('north', 3), ('华东', 4)",
      ]),
  },
  MariaDB: {
    type: "mysql",
    start: async (folder) =>
      startMariadb(
        folder,
        `CREATE DATABASE sales CHARACTER SET utf8mb4; CREATE USER ann@'%' IDENTIFIED BY '${quoted}';
         GRANT ALL ON sales.* TO ann@'%'; CREATE TABLE sales.sales (region varchar(20), amount int);
         INSERT INTO sales.sales VALUES ('north', 3), ('华东', 4);`,
      ),
  },
};

const installed = { PostgreSQL: await installPostgres(), MariaDB: await installMariadb() };

for (const name of ["PostgreSQL", "MariaDB"] as const) {
  const { type, start } = kinds[name];
  describeWith(`a sandbox with a data source of ${name}`, installed[name], (folder) => {
    let database: RunningServer;
    let sandbox: Sandbox;
    const source = (host: string): DataSource => ({
      id: "1",
      type,
      name: "Main sales",
      host,
      port: database.port,
      database: "sales",
      user: "ann",
      password: PASSWORD,
    });

    beforeAll(async () => {
      database = await start(folder);
      const request = { threadId: name, caller: ann, setup: setup(source("127.0.0.1")) };
      ({ sandbox } = await server.newPool().acquire(request));
    });
    afterAll(async () => database.stop());

    test("reads it by pandas, without an import", async () => {
      const code = `import pandas as pd
print(pd.read_sql("SELECT region, amount FROM sales ORDER BY amount", connect("main sales")).values.tolist())`;
      expect(await told(sandbox, code)).toBe("[['north', 3], ['华东', 4]]");
    });

    test("refuses to write unless it is said", async () => {
      expect(await told(sandbox, write(""))).toMatch(/read.?only/i);
      expect(await told(sandbox, write(", write=True"))).toBe("3");
      expect(await told(sandbox, write(""))).toMatch(/read.?only/i);
    });

    test("has it again in a new kernel, and where it is found again with another name", async () => {
      await sandbox.runCell("exit()", LIMIT);
      const count = 'print(pd.read_sql("SELECT 1 AS one", connect("main_sales")).one[0])';
      expect(await told(sandbox, `import pandas as pd\n${count}`)).toBe("1");
      const again = await server.newPool().acquire({
        threadId: name,
        caller: ann,
        sandboxId: sandbox.id,
        setup: setup({ ...source("localhost"), name: "renamed" }),
      });
      expect(await told(again.sandbox, count)).toContain("there are: renamed.");
      expect(await told(again.sandbox, count.replace("main_sales", "renamed"))).toBe("1");
    });

    test("is told what is wrong, in both languages and without a secret", async () => {
      const wrong = { ...source("127.0.0.1"), name: "wrong", password: `${PASSWORD}x` };
      const gone = { ...source("127.0.0.1"), name: "gone", port: 1 };
      const request = { threadId: `${name}-2`, caller: ann, setup: setup(wrong, gone) };
      const other = (await server.newPool().acquire(request)).sandbox;
      const unknown = await told(other, 'connect("nothing")');
      expect(unknown).toContain('There is no data source "nothing"; there are: gone, wrong.');
      expect(unknown).toContain("没有名为“nothing”的数据源");
      for (const which of ["wrong", "gone"]) {
        const said = await told(other, `connect("${which}")`);
        expect(said).toContain(`"${which}" (${type}) cannot be reached`);
        expect(said).toContain(`无法连接数据源“${which}”`);
        expect(said).not.toContain("p@ss");
      }
    });
  });
}
