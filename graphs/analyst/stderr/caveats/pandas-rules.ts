import { always, type CaveatRule } from "./caveat-rule.ts";

/** pandas 2 and 3, openpyxl. */
export const PANDAS_RULES: readonly CaveatRule[] = [
  {
    kind: "mixed_types",
    text: /^DtypeWarning: (Columns? \([^)]*\)) ha(?:ve|s) mixed types/,
    words: (columns) => ({
      en: `${columns}: values of mixed types were read; numbers there may be text.`,
      zh: `${columns}：同一列读入了不同类型的值，其中的数字可能是文本。`,
    }),
  },
  {
    kind: "chained_assignment",
    text: /SettingWithCopyWarning|ChainedAssignmentError/,
    words: always(
      "A value was set on a copy of a table: the original may be unchanged.",
      "赋值发生在表的副本上：原表可能没有改变。",
    ),
  },
  {
    kind: "date_parsing",
    text: /Could not infer format, so each element will be parsed individually/,
    words: always(
      "Dates had no common format and were parsed one by one: day and month may be swapped, unreadable ones missing.",
      "日期没有统一格式，已逐个解析：日和月可能颠倒，无法识别的日期会缺失。",
    ),
  },
  {
    kind: "date_parsing",
    text: /Parsing dates in (\S+) format when dayfirst=/,
    words: (format) => ({
      en: `Dates were read as ${format}, against the day-or-month-first setting: check which one is the day.`,
      zh: `日期按 ${format} 读取，与 dayfirst 设置不符：请确认哪个是日、哪个是月。`,
    }),
  },
  {
    kind: "skipped_rows",
    text: /ParserWarning: (Skipping line \d+: expected \d+ fields, saw \d+)/,
    words: (detail) => ({
      en: `Rows that did not fit were left out while reading (${detail}).`,
      zh: `读取时跳过了格式不符的行（${detail}）。`,
    }),
  },
  {
    kind: "lost_columns",
    text: /ParserWarning: Length of header or names does not match length of data/,
    words: always(
      "Rows have more fields than the header: the extra values were dropped.",
      "数据行的字段数多于表头：多出的值被丢弃。",
    ),
  },
  {
    kind: "changed_dtype",
    text: /Setting an item of incompatible dtype|Downcasting (?:object dtype arrays|behavior)|concatenation with empty or all-NA entries/,
    words: always(
      "A column changed its type on the way: check its dtype before computing with it.",
      "某列的类型在处理中发生了变化：计算前请检查其 dtype。",
    ),
  },
  {
    kind: "grouping_columns",
    text: /apply operated on the grouping columns/,
    words: always(
      "The grouping columns were part of each group inside apply: they may be counted or summed too.",
      "apply 中每组也包含分组列：它们可能也被计数或求和。",
    ),
  },
  {
    kind: "filled_gaps",
    text: /default fill_method='(?:pad|ffill)' in \S*pct_change/,
    words: always(
      "Missing values were filled forward before percent changes were computed.",
      "计算百分比变化前，缺失值已用前一个值填充。",
    ),
  },
  {
    kind: "unobserved_categories",
    text: /default of observed=False/,
    words: always(
      "Groups of categories that do not occur are part of the result.",
      "结果中包含没有出现过的类别分组。",
    ),
  },
  {
    kind: "reindexed_mask",
    text: /Boolean Series key will be reindexed/,
    words: always(
      "A filter had another index than the table and was realigned: other rows than meant may be kept.",
      "筛选条件与表的索引不同，已重新对齐：保留的行可能与预期不同。",
    ),
  },
  {
    kind: "lost_timezone",
    text: /will drop timezone information/,
    words: always("Time zones were dropped from dates.", "日期的时区信息被丢弃。"),
  },
  {
    kind: "unreadable_dates",
    text: /UserWarning: (Cell \w+) is marked as a date but the serial value/,
    words: (cell) => ({
      en: `${cell} of the workbook is no valid date and was read as missing.`,
      zh: `工作簿的 ${cell} 不是有效日期，已按缺失值读取。`,
    }),
  },
];
