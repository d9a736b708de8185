import { announcesSteps } from "./promise.ts";

const MAX_STEPS = 8;
const STEP_LIMIT = 300;
const SCANNED_LINES = 400;

/** A step that says of itself that it is one. */
const NAMED_STEP =
  /^\s*(?:第([一二三四五六七八九十])步|步骤\s*([\d一二三四五六七八九十]+)|Step\s+(\d{1,2}))\s*[:：.)、,，-]?\s*(\S.*)$/i;
const LISTED_STEP = /^(\s*)(?:\d{1,2}[.)、．](?!\d)|[①-⑳]|[-*+•](?=\s|\p{Script=Han}))\s*(\S.*)$/u;
const NUMBERED = /^\s*(?:\d{1,2}[.)、．)]|[①-⑳])\s*\S/;
const INLINE_MARK = /(?:^|\s|[;；,，])(?:\d{1,2}[.)、](?!\d)|[①-⑳])\s*/;
const HEADING_WITH_STEPS = /^(.{0,40}?(?:plan|计划|方案)[^:：]{0,10})[:：]\s*(.+)$/i;

function plain(line: string): string {
  return line.replace(/\*\*|__|^#{1,6}\s+|^>\s*/g, "").replaceAll("’", "'");
}

function tidy(step: string): string {
  return step.replace(/`/g, "").trim().slice(0, STEP_LIMIT);
}

/** The items of the list at the head of some lines; items below items are left out. */
function listAt(lines: readonly string[]): string[] {
  const steps: string[] = [];
  let indent: number | undefined;
  for (const line of lines) {
    if (line.trim() === "") continue;
    const named = NAMED_STEP.exec(line);
    const listed = named === null ? LISTED_STEP.exec(line) : null;
    if (named !== null) steps.push(named[4] ?? "");
    else if (listed !== null) {
      indent ??= listed[1]?.length ?? 0;
      if ((listed[1]?.length ?? 0) <= indent) steps.push(listed[2] ?? "");
    } else if (steps.length === 0 || !/^\s/.test(line)) break;
  }
  return steps;
}

/** `Plan: 1. load 2. clean` on one line. */
function inlineSteps(line: string): string[] {
  const [, heading = "", rest = ""] = HEADING_WITH_STEPS.exec(line.trim()) ?? [];
  if (heading === "" || !announcesSteps(`${heading}:`)) return [];
  const steps = rest.split(INLINE_MARK).filter((step) => step.trim() !== "");
  return INLINE_MARK.test(rest) ? steps.map((step) => step.replace(/[;；,，。]\s*$/, "")) : [];
}

function findSteps(lines: readonly string[]): string[] {
  for (const [at, line] of lines.entries()) {
    const inline = inlineSteps(line);
    if (inline.length > 1) return inline;
    // The heading may itself stand in a list's form: "- Plan:".
    if (announcesSteps(line.trim())) {
      const steps = listAt(lines.slice(at + 1));
      if (steps.length > 1) return steps;
    }
    if (NAMED_STEP.test(line)) {
      const steps = listAt(lines.slice(at));
      if (steps.length > 1) return steps;
    }
  }
  return [];
}

/**
 * The steps of a plan that a reply shows: a list below a heading or a sentence that says so, or
 * steps that call themselves steps. A numbered answer is no plan. At most eight.
 */
export function parsePlan(text: string): string[] {
  const lines = text.split(/\r?\n/, SCANNED_LINES).map((line) => plain(line.slice(0, 2_000)));
  return findSteps(lines).map(tidy).slice(0, MAX_STEPS);
}

/**
 * The steps of a plan in a text that stands beside a tool call: such a text is no answer, so a
 * numbered list needs no heading to be a plan.
 */
export function planBesideCall(text: string): string[] {
  const announced = parsePlan(text);
  if (announced.length > 0) return announced;
  const lines = text.split(/\r?\n/, SCANNED_LINES).map((line) => plain(line.slice(0, 2_000)));
  const first = lines.findIndex((line) => NUMBERED.test(line));
  const steps = first === -1 ? [] : listAt(lines.slice(first));
  return steps.length > 1 ? steps.map(tidy).slice(0, MAX_STEPS) : [];
}

/**
 * The steps, counted from 1, that nobody has worked on: those between the last one that a successful
 * cell claims and the last of the plan, which is the answer itself. A step past which work has gone on
 * counts as done; when no cell says which step it serves, nothing can be said.
 */
export function openSteps(
  plan: readonly string[],
  cells: readonly { step?: number; ok: boolean }[],
): number[] {
  if (!cells.some(({ step }) => step !== undefined)) return [];
  const claimed = cells.map(({ step, ok }) => (ok && step !== undefined ? step : 0));
  const reached = claimed.reduce((most, step) => Math.max(most, step), 0);
  return plan.map((_, index) => index + 1).filter((step) => step > reached && step < plan.length);
}
