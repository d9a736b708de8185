import type { Column } from "./columns/column.ts";
import type { Data } from "./data.ts";
import { pickTime } from "./roles.ts";
import type { Question } from "./question.ts";

/** Rows that an analysis is limited to. */
export type Condition =
  | { readonly kind: "values"; readonly column: Column; readonly values: readonly string[] }
  | { readonly kind: "years"; readonly column: Column; readonly years: readonly number[] }
  | {
      readonly kind: "period";
      readonly column: Column;
      readonly from: number;
      readonly to?: number;
    };

/**
 * The conditions that the question sets. Values of a column that it groups by are one only when
 * several are named: "East and West" leaves the other regions out, "the share of East" does not.
 */
export function findConditions(
  question: Question,
  data: Data,
  groups: readonly Column[],
): Condition[] {
  const conditions: Condition[] = data.values
    .filter(({ column, values }) => !groups.includes(column) || values.length > 1)
    .map(({ column, values }) => ({ kind: "values", column, values }));
  const time = pickTime(data)?.column;
  return time === undefined || question.years.length === 0
    ? conditions
    : [...conditions, yearCondition(question, time, groups)];
}

function yearCondition(
  { years, yearsMeant }: Question,
  column: Column,
  groups: readonly Column[],
): Condition {
  // A column that is grouped by is text.
  if (groups.includes(column)) return { kind: "values", column, values: years.map(String) };
  if (yearsMeant === "each") return { kind: "years", column, years };
  const from = Math.min(...years);
  return {
    kind: "period",
    column,
    from,
    to: yearsMeant === "range" ? Math.max(...years) : undefined,
  };
}

/** A condition in words. */
export function describeCondition(condition: Condition): string {
  const { column } = condition;
  switch (condition.kind) {
    case "values":
      return `${column.name} = ${condition.values.join(", ")}`;
    case "years":
      return `${column.name} = ${condition.years.join(", ")}`;
    case "period":
      return condition.to === undefined
        ? `${column.name} ≥ ${condition.from}`
        : `${column.name} = ${condition.from}–${condition.to}`;
  }
}

/** A chart's title, with the conditions that its rows meet. */
export function titleWith(title: string, conditions: readonly Condition[]): string {
  return [title, ...conditions.map(describeCondition)].join(" · ");
}
