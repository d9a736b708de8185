import { findConditions, titleWith } from "../../conditions.ts";
import type { Intent, Role } from "../intent.ts";
import { wordCorrelation } from "./answer.ts";
import { correlationCode } from "./code.ts";

const NAMED = /\bcorrelat|\bheat ?map\b|相关(?!的?(?:信息|数据|资料|内容|文件|问题|人员))|热力图/;
const RELATED =
  /\brelationships?\b|\brelated\b|\bassociat|\baffects?\b|\binfluences?\b|\bdepends?\b|\bdrives?\b|\blinked\b|(?<!没)关系|关联|有关|影响/;

const SIDE_BY_SIDE = /\bversus\b|\bvs\b|\bagainst\b|对比|比较|\bscatter|散点/;

/** How numbers go together: all pairs, or one number against the others. */
export const correlation: Intent = {
  name: "correlation",
  offer: {
    en: 'correlation of numbers with a heat map: "How are price and quantity correlated"',
    zh: "相关性与热力图：“价格和销量之间的相关性如何”",
  },

  recognise({ lower }, data) {
    if (NAMED.test(lower)) return 9;
    if (RELATED.test(lower)) return 6;
    const numbers = data?.mentions.filter(({ column }) => column.isNumber).length ?? 0;
    return numbers > 1 && SIDE_BY_SIDE.test(lower) ? 5.5 : 0;
  },

  design(question, data) {
    const { say } = question;
    const numbers = data.columns.filter(({ isNumber }) => isNumber);
    const named = data.mentions.map(({ column }) => column).filter(({ isNumber }) => isNumber);
    if (numbers.length < 2) {
      return say(
        "A correlation needs at least two columns of numbers; this table does not have them.",
        "相关性分析至少需要两个数值列，这个表中没有。",
      );
    }
    const used = named.length >= 2 ? named : numbers;
    const target = named.length === 1 ? named[0] : undefined;
    const how = named.length >= 2 ? "named" : "typed";
    const title = target
      ? say(`Correlation with ${target.name}`, `与 ${target.name} 的相关性`)
      : say("Correlation of the numeric columns", "数值列之间的相关性");
    const conditions = findConditions(question, data, []);
    return {
      intent: "correlation",
      steps: [
        say(
          `Read the data and prepare ${used.length} numeric columns`,
          `读取数据，整理 ${used.length} 个数值列`,
        ),
        say(
          `Compute the ${title.charAt(0).toLowerCase()}${title.slice(1)} and draw a heat map`,
          `计算${title}并画热力图`,
        ),
      ],
      reading: {
        numbers: used,
        times: [],
        groups: [],
        conditions,
      },
      roles: used.map((column): Role => ({
        column,
        as: say("compared", "参与比较"),
        how: column === target ? "named" : how,
      })),
      compute: (withChart) =>
        correlationCode(
          question,
          { columns: used, target, title: titleWith(title, conditions) },
          withChart,
        ),
      word: (result) => wordCorrelation(question, target, result),
    };
  },
};
