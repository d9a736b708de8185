import { findConditions, titleWith } from "../../conditions.ts";
import { namedGroups, pickGroup, pickMeasure } from "../../roles.ts";
import type { Intent, Role } from "../intent.ts";
import { wordComparison } from "./answer.ts";
import { comparisonCode } from "./code.ts";

const TESTED =
  /\bsignifican|\bt[- ]?test|\banova\b|\bmann[- ]?whitney\b|\bkruskal\b|\bwelch\b|\bhypothes[ie]s\b|\bp[- ]value|显著|检验|方差分析/;
const COMPARED =
  /\bdiffers?\b|\bdifferences?\b|\b(?:is|are|was|were|do|does)\b.*\bdifferent\b|\bcompar|\bversus\b|\bvs\b|\b(?!rather|other)\w{2,}er than\b|\b(?:more|less) (?:\w+ )?than\b|差异|差别|区别|有(?:没有|什么|何)?不同|是否(?:相同|不同|一样)|比较|对比|相比|比\S{1,10}?(?:更|高|低|大|小|重|轻|长|短|多|少|好|差)/;
const ADDED = /\b(?:total|sum|count|how many|number of)\b|总|合计|数量|多少/;
const MOST_GROUPS = 10;

/** Whether groups differ in a number, with the test that the data allow. */
export const comparison: Intent = {
  name: "comparison",
  offer: {
    en: 'comparing groups with the right test: "Is there a significant difference in salary between departments"',
    zh: "组间比较与检验：“不同部门的工资是否有显著差异”",
  },

  recognise({ lower }, data) {
    if (TESTED.test(lower)) return 9;
    const named = data?.mentions.map(({ column }) => column) ?? [];
    // "Price versus weight" sets two numbers side by side, not groups.
    if (
      named.filter(({ isNumber }) => isNumber).length > 1 &&
      named.every(({ isNumber }) => isNumber)
    ) {
      return 0;
    }
    // Sums and counts of groups are compared by looking at them, not by a test.
    return COMPARED.test(lower) ? (ADDED.test(lower) ? 4 : 7) : 0;
  },

  design(question, data) {
    const { say } = question;
    const measure = pickMeasure(data);
    if (measure === undefined) {
      return say(
        "The tests I know compare a number between groups; this table has no column of numbers.",
        "我会的检验是比较各组的数值，这个表中没有数值列。",
      );
    }
    // "2007 and 2009": the years themselves are the groups, where a column holds years.
    const years = question.yearsMeant === "each" && question.years.length > 1;
    const byYear = years
      ? data.columns.find(({ isTime, isCategory }) => isTime && isCategory)
      : undefined;
    if (years && byYear === undefined) {
      return say(
        "To compare years I need a column that holds years; this table has none.",
        "比较年份需要一个年份列，这个表中没有。",
      );
    }
    const [named = byYear] = namedGroups(data, measure.column, { most: 1, values: 1 });
    const group: Omit<Role, "as"> | undefined =
      named === undefined
        ? pickGroup(data, measure.column, MOST_GROUPS)
        : { column: named, how: "named" };
    if (group === undefined) {
      return say(
        "A comparison needs a column that splits the rows into a few groups; this table has none.",
        "组间比较需要一个能把数据分成少数几组的列，这个表中没有。",
      );
    }
    const [value, by] = [measure.column.name, group.column.name];
    const title = say(`${value} by ${by}`, `各 ${by} 的 ${value}`);
    const conditions = findConditions(question, data, [group.column]);
    return {
      intent: "comparison",
      steps: [
        say(`Read the data and clean ${by} and ${value}`, `读取数据，整理 ${by} 和 ${value}`),
        say(
          `Check the assumptions, compare ${value} between the groups of ${by} with the fitting test, draw box plots`,
          `检查前提条件，用合适的检验比较各 ${by} 的 ${value}，并画箱线图`,
        ),
      ],
      reading: {
        numbers: [measure.column],
        times: [],
        groups: [group.column],
        conditions,
      },
      roles: [
        { ...group, as: say("groups", "分组列") },
        { ...measure, as: say("measure", "指标列") },
      ],
      compute: (withChart) =>
        comparisonCode(
          question,
          {
            group: group.column,
            measure: measure.column,
            title: titleWith(
              title,
              conditions.filter(({ column }) => column !== group.column),
            ),
            most: MOST_GROUPS,
          },
          withChart,
        ),
      word: (result) =>
        wordComparison(question, { group: group.column, measure: measure.column }, result),
    };
  },
};
