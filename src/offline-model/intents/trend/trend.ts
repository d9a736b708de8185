import { calendarFormat } from "../../columns/column.ts";
import { findConditions, titleWith } from "../../conditions.ts";
import { aggregated, capital } from "../../wording/aggregates.ts";
import { chooseAggregate } from "../group/choose-groups.ts";
import { namedGroups, pickMeasure, pickTime } from "../../roles.ts";
import type { Intent, Role } from "../intent.ts";
import { wordTrend } from "./answer.ts";
import { trendCode } from "./code.ts";

const NAMED =
  /\btrends?\b|\bover time\b|\btime ?series\b|\bover the (?:years|months|weeks|days)\b|\bseasonal|趋势|走势|随时间|时间序列|同比|环比/;
const PERIODS =
  /\b(?:by|per|each|every|which|what|best|worst|across) (?:year|quarter|month|week|day|date)s?\b|\b(?:yearly|annual(?:ly)?|quarterly|monthly|weekly|daily)\b|\btop \w+ (?:years|quarters|months|weeks|days)\b|[按每各逐哪分](?:一|个)?(?:年(?![龄级薪轻])|季|月|周|日|天|星期)|月度|年度|季度|历年|几月|个月/;
const CHANGED =
  /\b(?:develop|evolv|evolut|grow|grew|growth|increas|decreas|declin|chang)\w*|变化|增长|增加|下降|减少|波动|发展/;

/** How a number or the count of rows moves from period to period. */
export const trend: Intent = {
  name: "trend",
  offer: {
    en: 'a trend over time: "How did sales develop by month"',
    zh: "随时间的趋势：“每月销售额的趋势如何”",
  },

  recognise({ lower }, data) {
    if (NAMED.test(lower)) return 8;
    if (PERIODS.test(lower)) return 7.6;
    const timed = data === undefined || pickTime(data) !== undefined;
    return CHANGED.test(lower) && timed ? 6.7 : 0;
  },

  design(question, data) {
    const { say, lower } = question;
    const time = pickTime(data);
    if (time === undefined) {
      return say(
        "A trend needs a column with dates or years; this table has none that I recognise.",
        "趋势分析需要日期或年份列，这个表中没有可识别的日期列。",
      );
    }
    const numberNamed = data.mentions.some(({ column }) => column.isNumber);
    const counting = !numberNamed && (question.aggregate === "count" || /数量|数目/.test(lower));
    const picked = counting ? undefined : pickMeasure(data);
    const measure = picked?.column;
    const [group] = namedGroups(data, measure, { most: 2, values: 2 }).filter(
      (column) => column !== time.column && !column.isTime,
    );
    const groups = group === undefined ? [] : [group];
    const aggregate = chooseAggregate(question, measure);
    const what = aggregated(say, aggregate, measure?.name);
    const split = group === undefined ? "" : say(` by ${group.name}`, `（按 ${group.name}）`);
    const yearly = calendarFormat(time.column) === "%Y" && time.column.type === "integer";
    const conditions = findConditions(question, data, groups);
    return {
      intent: "trend",
      steps: [
        say(
          `Read the data and prepare ${[time.column.name, measure?.name].filter(Boolean).join(" and ")}`,
          `读取数据，整理 ${[time.column.name, measure?.name].filter(Boolean).join("、")}`,
        ),
        say(
          `Compute the ${what} per period${split}, fit a trend and draw it`,
          `按时间段计算 ${what}${split}，拟合趋势并画图`,
        ),
      ],
      reading: {
        numbers: measure === undefined ? [] : [measure],
        times: [time.column],
        groups,
        conditions,
      },
      roles: [
        { ...time, as: say("time", "时间列") },
        ...(picked === undefined ? [] : [{ ...picked, as: say("measure", "指标列") }]),
        ...groups.map((column): Role => ({
          column,
          as: say("one line each", "分线列"),
          how: "named",
        })),
      ],
      compute: (withChart) =>
        trendCode(
          question,
          {
            time: time.column,
            measure,
            group,
            aggregate,
            frequency: yearly ? "Y" : question.frequency,
            title: titleWith(
              say(`${capital(what)} over time${split}`, `${what} 随时间的变化${split}`),
              conditions,
            ),
            what,
          },
          withChart,
        ),
      word: (result) => wordTrend(question, { measure, group, aggregate }, result),
    };
  },
};
