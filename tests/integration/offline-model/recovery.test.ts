import { expect, test } from "@jest/globals";
import { useWorkbench } from "./workbench.ts";

const bench = useWorkbench();

test("a second question about the same file does not read it again", async () => {
  const { session, file } = bench();
  await session.attach(file("penguins.csv"));
  await session.ask("Share of species");
  const { cells } = await session.ask("Share of islands");
  expect(cells.map(({ error }) => error)).toEqual([null, null]);
  expect(cells[0]?.stdout).toMatch(/^The table is still in memory/);
});

test("a file that has changed is read again", async () => {
  const { session, file } = bench();
  await session.attach(file("penguins.csv"));
  await session.ask("Share of species");
  await session.run("import os; os.utime(path, (1, 1))");
  const { cells } = await session.ask("Share of islands");
  expect(cells[0]?.ok).toBe(true);
  expect(cells[0]?.stdout).not.toContain("still in memory");
});

test("a reading hint that fails is replaced by trying encodings", async () => {
  const { session, file } = bench();
  await session.attach(file("销售记录.csv"));
  const { cells, answer } = await session.ask("各地区的销售额占比", (code) =>
    code.replace('encoding="gb18030")', 'encoding="utf-8")'),
  );
  expect(cells.map(({ ok }) => ok)).toEqual([false, true, true]);
  expect(answer).toContain("**41.3%**");
});

test("a chart that fails costs the chart, not the numbers", async () => {
  const { session, file } = bench();
  await session.attach(file("penguins.csv"));
  const { cells, answer } = await session.ask("Share of species", (code) =>
    code.replace("plt.subplots", "plt.no_such_thing"),
  );
  expect(cells.map(({ ok }) => ok)).toEqual([true, false, true]);
  expect(answer).toContain("**44.2%**");
});

test("lost variables are made again", async () => {
  const { session, file } = bench();
  await session.attach(file("penguins.csv"));
  const { cells, answer } = await session.ask("Share of species", (code) =>
    code.startsWith("import json") ? `del data, facts\n${code}` : code,
  );
  expect(cells.map(({ ok }) => ok)).toEqual([true, false, true]);
  expect(answer).toContain("**44.2%**");
});

test("what cannot be repaired is said", async () => {
  const { session, file } = bench();
  await session.attach(file("penguins.csv"));
  const { cells, answer } = await session.ask("Share of species", () => "1 / 0");
  expect(cells).toHaveLength(2);
  expect(answer).toContain("ZeroDivisionError");
});

test("conditions that no row meets end with a sentence", async () => {
  const { session, file } = bench();
  await session.attach(file("penguins.csv"));
  for (const question of [
    "Share of species in 1999",
    "Top 3 islands by body mass in 1999",
    "correlation of body mass and bill length in 1999",
    "body mass trend by year in 1999",
    "body mass by species in 1999, significant?",
  ]) {
    const { cells, answer } = await session.ask(question);
    expect({ question, errors: cells.map(({ error }) => error) }).toEqual({
      question,
      errors: [null, null],
    });
    expect(answer).toMatch(/too few rows remain|nothing to test/);
  }
});
