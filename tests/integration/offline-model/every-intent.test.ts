import { expect, test } from "@jest/globals";
import { stat } from "node:fs/promises";
import { isPromiseWithoutAction } from "../../../graphs/analyst/judgement/promise.ts";
import { useWorkbench } from "./workbench.ts";

const bench = useWorkbench();

const ENGLISH = [
  "Give me an overview of this data",
  "Show the totals by group",
  "What share has each group?",
  "Draw a correlation heat map",
  "Is there a trend over time?",
  "Is there a significant difference between the groups?",
];
const CHINESE = [
  "数据概览和缺失值",
  "分组汇总",
  "各组占比",
  "相关性热力图",
  "随时间的趋势",
  "各组之间是否有显著差异",
];
const CASES: [string, readonly string[]][] = [
  ["销售记录.csv", [...ENGLISH, ...CHINESE]],
  ["成绩.csv", CHINESE],
  ["company.xlsx", ENGLISH],
  ["penguins.csv", CHINESE],
  ["visits.csv", ENGLISH],
  ["price-list.csv", CHINESE],
  ["survey.csv", ENGLISH],
  ["commute.csv", ENGLISH],
];
/** What a tool message may hold before it is cut. */
const MOST_OUTPUT = 4_000;

test.each(CASES)("every kind of question about %s runs or is declined", async (name, questions) => {
  const { session, file } = bench();
  await session.attach(file(name));
  for (const question of questions) {
    const { cells, answer } = await session.ask(question);
    const seen = {
      question,
      errors: cells.map(({ error }) => error),
      warnings: cells.flatMap(({ warnings }) => warnings),
    };
    expect(seen).toEqual({ question, errors: cells.map(() => null), warnings: [] });
    expect(answer).toMatch(/Offline model|离线模型/);
    expect({ answer, isPromise: isPromiseWithoutAction(answer) }).toEqual({
      answer,
      isPromise: false,
    });
    if (cells.length === 0) continue;
    expect(answer).not.toMatch(/undefined|NaN|null|\[object/);
    const output = cells[1]?.stdout ?? "";
    expect(output.length).toBeLessThan(MOST_OUTPUT);
    const charts = cells.flatMap((cell) => cell.charts);
    expect(charts).toHaveLength(1);
    for (const { path, texts } of charts) {
      expect((await stat(path)).size).toBeGreaterThan(4_000);
      const isChinese = /\p{Script=Han}/u.test(question);
      // Names from the files stay as they are: a Chinese word of ours in Chinese charts only.
      expect({
        question,
        chinese: texts.some((text) => /行数|占比|相关|总和|平均值|不完整|概览|的|系数/.test(text)),
      }).toEqual({ question, chinese: isChinese });
    }
  }
});
