import { findConditions, titleWith } from "../../conditions.ts";
import { fileName } from "../../data.ts";
import { lackOfNumbers } from "../../roles.ts";
import type { Intent, Role } from "../intent.ts";
import { wordOverview } from "./answer.ts";
import { overviewCode } from "./code.ts";

const MISSING =
  /\bmissing\b|\bnulls?\b|\bnans?\b|\bempty (?:cells|values)\b|\bdata quality\b|\bincomplete\b|缺失|空值|缺少的?值|数据质量|完整性|残缺/;
const STRUCTURE =
  /\boverview\b|\bsummary\b|\bstatistics\b|\bhow many (?:rows|columns|records|lines|variables)\b|\bcolumns?\b|\bdata ?types?\b|\bduplicate|概览|概况|总览|概述|一览|数据结构|有哪些(?:列|字段|变量|数据)|字段|列名|数据类型|多少(?:行|列|条记录|条数据)|几[行列]|统计信息|描述性统计|基本(?:情况|信息|统计)|重复/;
const LOOK =
  /\bsummari[sz]e\b|\bdescri(?:be|ption)|\bexplor|\banaly[sz]e\b|\banalysis\b|\blook at\b|\btell me about\b|\bwhat(?:'s| is) in\b|\bwhat (?:does|do) (?:this|the|my|these)\b|\bshow me\b|介绍|看看|看一下|了解|分析|描述|摘要|总结|探索|说说|讲讲/;
const DISTRIBUTED = /\bdistribut|\bhistogram|\brange of\b|分布|直方图|范围/;

/** What is in the table: size, types, missing values, ranges, frequent values. Also one column's numbers. */
export const overview: Intent = {
  name: "overview",
  offer: {
    en: 'an overview with missing values: "Give me an overview of this data"',
    zh: "数据概览与缺失值：“这份数据的概况如何，有哪些缺失值”",
  },

  recognise({ lower, aggregate }) {
    if (MISSING.test(lower)) return 10;
    if (STRUCTURE.test(lower)) return 5.5;
    if (DISTRIBUTED.test(lower)) return 5.2;
    if (aggregate !== undefined) return 4.8;
    return LOOK.test(lower) ? 4 : 0;
  },

  design(question, data) {
    const { say } = question;
    const missing = MISSING.test(question.lower);
    const lack = missing ? undefined : lackOfNumbers(question, data);
    if (lack !== undefined) return lack;
    const named = data.mentions.map(({ column }) => column).filter(({ isNumber }) => isNumber);
    // Missing values of a column are shown among those of the others; its numbers alone.
    const focus = missing ? [] : named;
    const conditions = findConditions(question, data, []);
    const numbers = data.columns.filter(({ isNumber }) => isNumber);
    const categories = data.columns.filter(
      (column) =>
        column.isCategory &&
        !numbers.includes(column) &&
        !conditions.some((condition) => condition.column === column),
    );
    const hasText = numbers.some(({ isNumberText }) => isNumberText);
    const names = focus.map(({ name }) => name).join(say(" and ", "、"));
    const file = fileName(data.dataset.path);
    return {
      intent: "overview",
      steps: [
        say(
          `Read ${file}${hasText ? " and clean numbers that are stored as text" : ""}`,
          `读取 ${file}${hasText ? "，整理以文本保存的数字" : ""}`,
        ),
        focus.length > 0
          ? say(`Describe ${names} and draw the distribution`, `描述 ${names} 并画分布图`)
          : say(
              "Count missing values, describe the columns and draw them",
              "统计缺失值，描述各列并画图",
            ),
      ],
      reading: {
        numbers: numbers.filter(({ isNumberText }) => isNumberText),
        times: [],
        groups: [],
        conditions,
        wholeTable: true,
      },
      roles: focus.map((column): Role => ({
        column,
        as: say("described", "重点描述"),
        how: "named",
      })),
      compute: (withChart) =>
        overviewCode(
          question,
          focus.length > 0
            ? {
                numbers: focus,
                categories: [],
                missing: false,
                title: titleWith(say(`Distribution of ${names}`, `${names} 的分布`), conditions),
              }
            : {
                numbers,
                categories,
                missing: true,
                title: titleWith(say(`Overview of ${file}`, `${file} 概览`), conditions),
              },
          withChart,
        ),
      word: (result) => wordOverview(question, { columns: data.columns, focus, file }, result),
    };
  },
};
