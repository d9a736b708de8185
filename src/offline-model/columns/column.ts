import type { ColumnProfile } from "../../../graphs/analyst/profile.ts";
import { hanText, latinWords, splitUnit } from "./name-words.ts";

/** A column as the offline model sees it: its profile, its name taken apart, what it can serve as. */
export interface Column extends ColumnProfile {
  readonly bare: string;
  readonly unit?: string;
  readonly latin: readonly string[];
  readonly han: string;
  /** Can be summed, averaged, correlated. */
  readonly isNumber: boolean;
  /** Numbers that the file holds as text. */
  readonly isNumberText: boolean;
  /** Has few enough values to be grouped by. */
  readonly isCategory: boolean;
  /** Can be the time axis. */
  readonly isTime: boolean;
  /** Names rows instead of describing them. */
  readonly isIdentifier: boolean;
}

const ID_WORDS =
  /^(?:id|uuid|guid|key|index|no|nr|zip|zipcode|postcode|phone|mobile|ssn|sku|isbn)$/;
const ID_HAN = /编号|序号|号码|代码|编码|邮编|电话|手机|学号|工号|身份证|单号/;
const TIME_WORDS = /^(?:year|yr|month|date|day|time|period|timestamp)$/;
const TIME_HAN = /年份|年度|年月|月份|日期|时间|^年$|^月$/;

const MAX_GROUPS_OF_NUMBERS = 12;
/** More values than this, and nearly one per row: a text that names rows, not a category. */
const MAX_SPARSE_VALUES = 50;

/** Takes a column's profile apart; `rows` is the length of its table. */
export function describeColumn(profile: ColumnProfile, rows: number): Column {
  const { bare, unit = unitOfValues(profile) } = splitUnit(profile.name);
  const latin = latinWords(bare);
  const han = hanText(bare);
  const notes = profile.notes.join(" ");
  const unique = profile.unique ?? Number.POSITIVE_INFINITY;
  const whole = profile.type === "integer";
  const isNumberText =
    profile.type === "text" &&
    notes.includes("numbers stored as text") &&
    !notes.includes("units differ");
  const numeric = whole || profile.type === "number" || isNumberText;
  const namedId = latin.some((word) => ID_WORDS.test(word)) || ID_HAN.test(han);
  const counter = whole && rows > 20 && unique === rows && isRun(profile, rows);
  const isIdentifier = numeric ? namedId || counter : rows > 20 && unique === rows;
  const namedTime = latin.some((word) => TIME_WORDS.test(word)) || TIME_HAN.test(han);
  const isTime =
    profile.type === "date" ||
    profile.type === "datetime" ||
    notes.includes("likely a date") ||
    (whole && namedTime && isCalendarNumber(profile));
  const sparse = unique > MAX_SPARSE_VALUES && unique > rows / 2;
  const isText = profile.type === "text" || profile.type === "category" || profile.type === "mixed";
  return {
    ...profile,
    bare,
    unit,
    latin,
    han,
    isNumberText,
    isNumber: numeric && !isIdentifier && !isTime,
    isCategory:
      profile.type === "boolean" ||
      (isText && !isNumberText && !isTime && !isIdentifier && !sparse && unique > 0) ||
      (whole && !counter && unique <= MAX_GROUPS_OF_NUMBERS),
    isTime,
    isIdentifier,
  };
}

/** The unit that is written beside all values; 万 and the like are multiplied out instead. */
function unitOfValues({ unit }: ColumnProfile): string | undefined {
  return unit === undefined || /^(?:百?[千万萬亿億]|[kKMB])$/.test(unit) ? undefined : unit;
}

/** The numbers from the smallest to the largest, each once: a row counter. */
function isRun({ min, max }: ColumnProfile, rows: number): boolean {
  return typeof min === "number" && typeof max === "number" && max - min === rows - 1;
}

const CALENDAR_RANGES = [
  [1800, 2100, "%Y"],
  [180_001, 210_012, "%Y%m"],
  [18_000_101, 21_001_231, "%Y%m%d"],
] as const;

/** How the whole numbers of a column spell dates (2007, 200705, 20070531); undefined when they do not. */
export function calendarFormat({
  min,
  max,
}: Pick<ColumnProfile, "min" | "max">): string | undefined {
  if (typeof min !== "number" || typeof max !== "number") return undefined;
  return CALENDAR_RANGES.find(([low, high]) => low <= min && max <= high)?.[2];
}

function isCalendarNumber(profile: ColumnProfile): boolean {
  return calendarFormat(profile) !== undefined;
}
