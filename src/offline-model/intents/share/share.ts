import { findConditions, titleWith } from "../../conditions.ts";
import { chooseGroups } from "../group/choose-groups.ts";
import type { Intent } from "../intent.ts";
import { wordShares } from "./answer.ts";
import { shareCode } from "./code.ts";

const SHARE =
  /\bshares?\b|\bproportions?\b|\bpercent(?:age|ages)?\b|\bfractions?\b|\bpie\b|\bbreakdown\b|\bcomposition\b|\bmake ?up\b|占比|比例|比重|百分比|百分之|份额|构成|饼图|占.{0,8}(?:多少|几成)|组成/;
const DISTRIBUTED = /\bdistribut|分布/;

/** Parts of a whole: of a column's sum, or of the rows. */
export const share: Intent = {
  name: "share",
  offer: {
    en: 'shares of a whole: "What share of revenue comes from each region"',
    zh: "占比：“各地区销售额占比是多少”",
  },

  recognise({ lower }, data) {
    if (SHARE.test(lower)) return 8.5;
    const numberNamed = data?.mentions.some(({ column }) => column.isNumber) ?? false;
    return DISTRIBUTED.test(lower) && !numberNamed && (data?.mentions.length ?? 0) > 0 ? 6 : 0;
  },

  design(question, data) {
    const { say } = question;
    const numberNamed = data.mentions.some(({ column }) => column.isNumber);
    // Parts of a sum where a number is named; parts of the rows otherwise.
    const wanted = { ...question, aggregate: numberNamed ? ("sum" as const) : ("count" as const) };
    const plan = chooseGroups(wanted, data, { asked: true, values: 1 });
    const [first] = plan?.groups ?? [];
    if (plan === undefined || first === undefined) {
      return say(
        "Shares need a column that splits the rows into groups; this table has none.",
        "计算占比需要一个能把数据分成若干组的列，这个表中没有。",
      );
    }
    const { measure } = plan;
    const by = first.name;
    const asked = data.values.find(({ column }) => column === first)?.values ?? [];
    const whole = measure === undefined ? say("rows", "行数") : measure.name;
    const title = say(
      `Share of ${whole} by ${by}`,
      `各 ${by} 的${measure ? ` ${whole} ` : whole}占比`,
    );
    // All parts are needed for the whole, also when only some are asked for.
    const conditions = findConditions(question, data, [first]).filter(
      ({ column }) => column !== first,
    );
    return {
      intent: "share",
      steps: [
        say(
          `Read the data and clean ${by}${measure ? ` and ${whole}` : ""}`,
          `读取数据，整理 ${by}${measure ? ` 和 ${whole}` : ""}`,
        ),
        say(`Compute the share of each ${by} and draw it`, `计算各 ${by} 的占比并画图`),
      ],
      reading: {
        numbers: measure === undefined ? [] : [measure],
        times: [],
        groups: [first],
        conditions,
      },
      roles: plan.roles.filter(({ column }) => column === first || column === measure),
      compute: (withChart) =>
        shareCode(
          question,
          { group: first, measure, title: titleWith(title, conditions) },
          withChart,
        ),
      word: (result) => wordShares(question, { group: first, measure, asked }, result),
    };
  },
};
