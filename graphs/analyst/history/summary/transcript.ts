import type { Language } from "../../../../tools/words.ts";
import { clip, clipLine } from "../clip.ts";
import { compactOutput } from "../compact-output.ts";
import { estimateTokens } from "../estimate-tokens.ts";
import type { TurnRecord } from "./turn-record.ts";

const TITLE_TOKENS = 40;
const CODE_TOKENS = 80;
/** Of a turn's room, what question and answer may take; the work gets what they leave. */
const QUESTION_SHARE = 0.2;
const ANSWER_SHARE = 0.5;

function stepText(step: TurnRecord["steps"][number], language: Language): string {
  const { title, code } = step.call.args;
  const name = typeof title === "string" ? title : step.call.name;
  const { reply } = step;
  const output =
    reply === undefined ? "" : compactOutput(reply.text, reply.status === "error", language);
  return [
    `Step: ${clipLine(name, TITLE_TOKENS)}`,
    ...(typeof code === "string" ? [clip(code, CODE_TOKENS)] : []),
    ...(output === "" ? [] : [`Output: ${output}`]),
  ].join("\n");
}

/** A turn as text within `tokens`: the answer goes before the steps, and the last steps before the first. */
function turnText(turn: TurnRecord, tokens: number, language: Language): string {
  const question = clip(turn.question, Math.floor(tokens * QUESTION_SHARE));
  const answer = clip(turn.answer, Math.floor(tokens * ANSWER_SHARE));
  const head = `## ${turn.number}. ${question}`;
  const tail = answer === "" ? "(no answer)" : `Answer: ${answer}`;
  let room = tokens - estimateTokens(head) - estimateTokens(tail);
  const steps: string[] = [];
  for (const step of turn.steps.toReversed()) {
    const text = stepText(step, language);
    room -= estimateTokens(text);
    if (room < 0) break;
    steps.unshift(text);
  }
  return [head, ...steps, tail].join("\n");
}

/** A stretch of a conversation as text, for the one who sums it up; each turn within its share of `tokens`. */
export function transcript(
  turns: readonly TurnRecord[],
  tokens: number,
  language: Language,
): string {
  const share = Math.floor(tokens / Math.max(1, turns.length));
  return turns.map((turn) => turnText(turn, share, language)).join("\n\n");
}
