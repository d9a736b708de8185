import type { Column } from "../../columns/column.ts";
import type { Data } from "../../data.ts";
import type { Aggregate, Question } from "../../question.ts";
import { addsUp, namedGroups, pickGroup, pickMeasure } from "../../roles.ts";
import type { Role } from "../intent.ts";

export interface GroupPlan {
  /** One or two. */
  readonly groups: readonly Column[];
  /** Absent when rows are counted. */
  readonly measure?: Column;
  readonly aggregate: Aggregate;
  readonly roles: readonly Role[];
}

const COUNTS = /\bcommon|popular|frequent|数量|数目|频/;
const MOST_VALUES = 500;

export interface GroupWish {
  /** The wording wants groups even where it names none. */
  readonly asked: boolean;
  /** So many named values of a column stand for the column. */
  readonly values: number;
}

/** What to group and what to compute; undefined when nothing can or need be grouped. */
export function chooseGroups(
  question: Question,
  data: Data,
  { asked, values }: GroupWish,
): GroupPlan | undefined {
  const { say, lower } = question;
  const numberNamed = data.mentions.some(({ column }) => column.isNumber);
  const counting = !numberNamed && (question.aggregate === "count" || COUNTS.test(lower));
  const picked = counting ? undefined : pickMeasure(data);
  const measure = picked?.column;
  const named = namedGroups(data, measure, { most: 2, values });
  const typed = named.length > 0 || !asked ? undefined : pickGroup(data, measure, MOST_VALUES);
  const groups = typed === undefined ? named : [typed.column];
  if (groups.length === 0) return undefined;
  const how = typed === undefined ? "named" : "typed";
  const as = say("grouped by", "分组列");
  return {
    groups,
    measure,
    aggregate: chooseAggregate(question, measure),
    roles: [
      ...groups.map((column): Role => ({ column, as, how })),
      ...(picked === undefined ? [] : [{ ...picked, as: say("measure", "指标列") }]),
    ],
  };
}

/** As asked; else a sum where the name says that values add up, a mean where not. */
export function chooseAggregate(question: Question, measure: Column | undefined): Aggregate {
  if (measure === undefined) return "count";
  const asked = question.aggregate;
  if (asked !== undefined && asked !== "count") return asked;
  return addsUp(measure) ? "sum" : "mean";
}
