import { HumanMessage, SystemMessage, type AIMessageChunk } from "@langchain/core/messages";
import type { RunSettings } from "../context.ts";
import type { ChatModelPort } from "../deps.ts";
import { afterSummary } from "../history/after-summary.ts";
import { estimateTokens } from "../history/estimate-tokens.ts";
import { chooseStretch } from "../history/summary/choose-stretch.ts";
import { foldByRules } from "../history/summary/fold-by-rules.ts";
import { keepFigures } from "../history/summary/keep-figures.ts";
import { limitSections } from "../history/summary/limit-sections.ts";
import { readSummary } from "../history/summary/read-summary.ts";
import type { Sections, Summary } from "../history/summary/summary.ts";
import { transcript } from "../history/summary/transcript.ts";
import { readTurn, type TurnRecord } from "../history/summary/turn-record.ts";
import { summaryBlock, summaryMaterial, summaryRequest } from "../prompts/summary.ts";
import { currentRun } from "../run-state.ts";
import type { AnalystStateType } from "../state.ts";
import { collectReply } from "./collect-reply.ts";
import type { PromptBudget } from "./prompt-budget.ts";

/** A turn that gets less than this in the material says nothing; rules note it instead. */
const LEAST_PER_TURN = 120;
/** Of its size limit, what the model is asked to use: it tends to write more. */
const ASKED_SHARE = 0.6;

export interface MadeSummary {
  readonly summary: Summary;
  /** What the model replied, when it was asked. */
  readonly reply?: AIMessageChunk;
}

const costOf = (summary: Summary | undefined) => estimateTokens(summaryBlock(summary) ?? "");

/**
 * The model's new notes, from its old ones and the turns after them. Its material is bounded like any
 * prompt: of a stretch with very many turns the oldest come in as rules note them.
 */
async function askForNotes(
  known: Sections | undefined,
  turns: readonly TurnRecord[],
  budget: PromptBudget,
  model: ChatModelPort,
  { signal }: RunSettings,
  language: "en" | "zh",
): Promise<{ reply: AIMessageChunk; written: Sections | undefined; isCancelled: boolean }> {
  const request = summaryRequest(budget.summary * ASKED_SHARE, language);
  const room = budget.total - budget.reply - budget.summary - estimateTokens(request);
  const first = Math.max(0, turns.length - Math.floor(room / LEAST_PER_TURN));
  const notes =
    first === 0
      ? known
      : limitSections(foldByRules(known, turns.slice(0, first), language), budget.summary);
  const material = summaryMaterial(notes, transcript(turns.slice(first), room, language), language);
  const { chunk, error } = await collectReply(
    model,
    {
      messages: [new SystemMessage(request), new HumanMessage(material)],
      tools: [],
      signal,
      purpose: "summarize",
      isInternal: true,
    },
    () => undefined,
  );
  const isTooLong = estimateTokens(chunk.text) > 2 * budget.summary;
  const written = error === undefined && !isTooLong ? readSummary(chunk.text) : undefined;
  return { reply: chunk, written, isCancelled: signal.aborted };
}

/**
 * Folds the oldest turns into the summary when they take too much of `room` (tokens). One model call
 * per stretch; when it fails, or the model is rules, or what it wrote is no use, rules make the
 * summary. Undefined when there is nothing to fold, or the run was stopped.
 */
export async function summariseStretch(
  state: AnalystStateType,
  room: number,
  budget: PromptBudget,
  model: ChatModelPort,
  settings: RunSettings,
): Promise<MadeSummary | undefined> {
  const { language } = currentRun(state);
  const { summary: known, messages } = afterSummary(state.messages, state.summary);
  const stretch = chooseStretch(messages, room - budget.summary, language);
  if (stretch === undefined) return undefined;
  const covered = known?.turns ?? 0;
  const cells = new Map(state.cells.map((cell) => [cell.toolCallId, cell]));
  const turns = stretch.turns.map((turn, at) => readTurn(turn, covered + at + 1, cells));
  const asked = model.canSummarise
    ? await askForNotes(known?.sections, turns, budget, model, settings, language)
    : undefined;
  if (asked?.isCancelled === true) return undefined;
  const facts = foldByRules(known?.sections, turns, language);
  const written = asked?.written === undefined ? undefined : keepFigures(asked.written, facts);
  // Longer than the notes so far by at most half of what goes: they always save tokens.
  const most = costOf(known) + stretch.tokens / 2;
  const summary: Summary = {
    sections: limitSections(written ?? facts, Math.min(budget.summary, most)),
    until: stretch.until,
    turns: covered + turns.length,
    by: written === undefined ? "rules" : "model",
  };
  return { summary, ...(asked === undefined ? {} : { reply: asked.reply }) };
}
