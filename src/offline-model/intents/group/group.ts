import { findConditions, titleWith } from "../../conditions.ts";
import type { Data } from "../../data.ts";
import { aggregated, capital } from "../../wording/aggregates.ts";
import { lackOfNumbers } from "../../roles.ts";
import type { Intent } from "../intent.ts";
import { overview } from "../overview/overview.ts";
import { wordGroups } from "./answer.ts";
import { groupCode } from "./code.ts";
import { chooseGroups } from "./choose-groups.ts";

const RANKED =
  /\b(?:top|bottom)\b|\brank(?:ing|ed|s)?\b|\b(?:highest|lowest|largest|smallest|biggest|most|least|fewest|best|worst)\b|排名|排行|排序|(?:前|后|倒数)\s*[\d一二三四五六七八九十两]+|最[高低大小多少好差畅常]/;
const GROUPED =
  /\b(?:by|per|each|every|across|group(?:ed)?|different|which|who)\b|按|各|每个|每种|每一|每家|分组|不同|分别|哪[个些种类家]/;
const COUNTED =
  /\b(?:totals?|sums?|averages?|avg|means?|medians?|how many|how much|number of|count|counts|minimum|maximum)\b|平均|均值|总(?![结览体之])|合计|累计|求和|多少|数量|个数|人数|中位数|最大值|最小值|汇总/;

/** Sums, means and counts by group; the largest or smallest of them. */
export const group: Intent = {
  name: "group",
  offer: {
    en: 'totals, averages or counts by group and top lists: "Top 5 products by total sales"',
    zh: "分组汇总与排名：“销售额最高的前五个产品”",
  },

  recognise({ lower, topN }, data) {
    const grouped = GROUPED.test(lower);
    const ranked = topN !== undefined || RANKED.test(lower);
    const counted = COUNTED.test(lower);
    if (topN !== undefined) return 7.5;
    if (grouped && (counted || ranked)) return 6.5;
    if (ranked) return 6;
    if (grouped) return 4.5;
    // "What is the average price" asks for one number, "the average price of the products" for several.
    return counted && (data === undefined || namesGroups(data)) ? 5 : 0;
  },

  design(question, data) {
    const { say, lower } = question;
    const asked = question.topN !== undefined || GROUPED.test(lower) || RANKED.test(lower);
    const lack = lackOfNumbers(question, data);
    if (lack !== undefined) return lack;
    const plan = chooseGroups(question, data, { asked, values: 2 });
    // "What is the average price": there is nothing to group by, one number is asked for.
    if (plan === undefined) return overview.design(question, data);
    const { groups, measure, aggregate, roles } = plan;
    const by = groups.map(({ name }) => name).join(" × ");
    const what = aggregated(say, aggregate, measure?.name);
    const title = say(
      `${capital(what)} by ${by}`,
      `各 ${by} 的${measure === undefined ? "" : " "}${what}`,
    );
    const conditions = findConditions(question, data, groups);
    return {
      intent: "group",
      steps: [
        say(
          `Read the data and clean ${[by, measure?.name].filter(Boolean).join(" and ")}`,
          `读取数据，整理 ${[by, measure?.name].filter(Boolean).join("、")}`,
        ),
        say(`Compute the ${what} by ${by}, sort it and draw it`, `计算${title}，排序并画图`),
      ],
      reading: {
        numbers: measure === undefined ? [] : [measure],
        times: [],
        groups,
        conditions,
      },
      roles,
      compute: (withChart) =>
        groupCode(question, plan, { title: titleWith(title, conditions), what, by }, withChart),
      word: (result) => wordGroups(question, plan, result),
    };
  },
};

function namesGroups(data: Data): boolean {
  const named = data.mentions.some(({ column }) => column.isCategory && !column.isNumber);
  return named || data.values.some(({ values }) => values.length > 1);
}
