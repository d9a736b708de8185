import { describe, expect, test } from "@jest/globals";
import { openSteps, parsePlan } from "../../../../graphs/analyst/judgement/visible-plan.ts";

const STEPS = ["Load the data", "Clean the dates", "Plot revenue"];
const SCHRITTE = ["读取数据", "清洗日期", "绘制收入图"];

describe("a plan", () => {
  test.each([
    ["Plan:\n1. Load the data\n2. Clean the dates\n3. Plot revenue", STEPS],
    ["**Plan:**\n\n1. **Load the data**\n2. Clean the dates\n3. Plot `revenue`", STEPS],
    ["## Plan\n1) Load the data\n2) Clean the dates\n3) Plot revenue\n\nLet me start.", STEPS],
    ["Here is my plan:\n- Load the data\n- Clean the dates\n- Plot revenue", STEPS],
    ["Here’s the plan:\n* Load the data\n* Clean the dates\n* Plot revenue", STEPS],
    ["I'll take these steps:\n1. Load the data\n2. Clean the dates\n3. Plot revenue", STEPS],
    ["Step 1: Load the data\nStep 2: Clean the dates\nStep 3: Plot revenue", STEPS],
    ["Plan: 1. Load the data 2. Clean the dates 3. Plot revenue", STEPS],
    ["Plan: ① Load the data; ② Clean the dates; ③ Plot revenue", STEPS],
    [
      "Plan:\n1. Load the data\n   - with pandas\n   - as text\n2. Clean the dates\n3. Plot revenue",
      STEPS,
    ],
    [
      "Sure.\n\nPlan:\n\n1. Load the data\n\n2. Clean the dates\n\n3. Plot revenue\n\nFirst the data.",
      STEPS,
    ],
    ["计划：\n1. 读取数据\n2. 清洗日期\n3. 绘制收入图", SCHRITTE],
    ["**分析计划**\n\n1、读取数据\n2、清洗日期\n3、绘制收入图", SCHRITTE],
    ["我的计划如下：\n① 读取数据\n② 清洗日期\n③ 绘制收入图", SCHRITTE],
    ["第一步：读取数据\n第二步：清洗日期\n第三步：绘制收入图", SCHRITTE],
    ["步骤 1：读取数据\n步骤 2：清洗日期\n步骤 3：绘制收入图", SCHRITTE],
    ["我将按以下步骤进行：\n- 读取数据\n- 清洗日期\n- 绘制收入图", SCHRITTE],
    ["计划：1. 读取数据 2. 清洗日期 3. 绘制收入图", SCHRITTE],
    ["Plan:\r\n1. Load the data\r\n2. Clean the dates\r\n3. Plot revenue\r\n", STEPS],
  ])("%j", (text, steps) => {
    expect(parsePlan(text)).toEqual(steps);
  });

  test("has at most eight steps, each of bounded length", () => {
    const steps = Array.from({ length: 20 }, (_, i) => `${i + 1}. ${"load ".repeat(200)}`);
    const plan = parsePlan(`Plan:\n${steps.join("\n")}`);
    expect(plan).toHaveLength(8);
    expect(plan.every((step) => step.length <= 300)).toBe(true);
  });
});

describe("no plan", () => {
  test.each([
    ["1. Revenue rose to 3.2 million.\n2. Costs fell by 8 %.\n3. The margin is 21 %."],
    ["The three largest customers:\n1. Acme\n2. Beta\n3. Gamma"],
    ["I will summarise:\n1. Sales rose.\n2. Costs fell."],
    ["I'll list the findings:\n- North leads\n- South follows"],
    ["Next steps:\n1. Check the outliers\n2. Collect more data"],
    ["The plan for 2024 is ambitious:\n- growth of 5 %\n- two new stores"],
    ["我将结果总结如下：\n1. 收入增长\n2. 成本下降"],
    ["建议：\n1. 核对异常值\n2. 补充数据"],
    ["Plan: load the data and clean it."],
    ["Plan:\n1. Load the data"],
    ["Plan costs:\n1.5 million for stores\n2.5 million for staff"],
    ["There is no plan."],
    [""],
  ])("%j", (text) => {
    expect(parsePlan(text)).toEqual([]);
  });
});

function done(...steps: (number | undefined)[]): { step?: number; ok: boolean }[] {
  return steps.map((step) => ({ step, ok: true }));
}

describe("steps that are open", () => {
  const plan = ["load", "clean", "test", "plot", "report"];

  test.each([
    ["nothing is known of cells without steps", done(undefined, undefined), []],
    ["no cell at all", [], []],
    ["the first step done", done(1), [2, 3, 4]],
    ["a step that was passed counts as done", done(1, 3), [4]],
    ["steps in another order", done(3, 1), [4]],
    ["all but the answer", done(1, 2, 3, 4), []],
    ["the answer's step", done(5), []],
    ["a failed cell does not do its step", [...done(1, 2), { step: 4, ok: false }], [3, 4]],
    ["only failures", [{ step: 1, ok: false }], [1, 2, 3, 4]],
    ["a step beyond the plan", done(9), []],
    ["a step before the plan", done(0), [1, 2, 3, 4]],
    ["cells with and without steps", done(undefined, 2), [3, 4]],
  ])("%s", (_, cells, open) => {
    expect(openSteps(plan, cells)).toEqual(open);
  });

  test("no plan has none", () => {
    expect(openSteps([], done(1))).toEqual([]);
  });
});

test.each([
  ["endless lines", "Plan:\n".repeat(500_000)],
  ["an endless line", `Plan: ${"1. a ".repeat(500_000)}`],
  ["an endless list", `Plan:\n${"- a\n".repeat(500_000)}`],
])("hostile text stays harmless: %s", (_, text) => {
  expect(parsePlan(text).length).toBeLessThanOrEqual(8);
});
