import type { Data } from "./data.ts";
import type { Intent } from "./intents/intent.ts";
import { INTENTS } from "./intents/intents.ts";
import { talkTopic } from "./intents/talk.ts";
import type { Question } from "./question.ts";
import { isDefinition, isUnsupported } from "./unsupported.ts";

export type Recognised =
  | { readonly kind: "talk"; readonly topic: NonNullable<ReturnType<typeof talkTopic>> }
  | { readonly kind: "data"; readonly intent: Intent; readonly others: readonly Intent[] }
  | { readonly kind: "unknown" };

/** A second wish in the same question is named when its wording is as clear as this. */
const CLEAR = 8;

/** What a question asks for; `unknown` rather than a guess. */
export function recognise(question: Question, data: Data | undefined): Recognised {
  const topic = talkTopic(question);
  if (topic !== undefined) return { kind: "talk", topic };
  const namesData = (data?.mentions.length ?? 0) + (data?.values.length ?? 0) > 0;
  if (isUnsupported(question.lower)) return { kind: "unknown" };
  if (!namesData && isDefinition(question.lower)) return { kind: "unknown" };
  const scored = INTENTS.map((intent) => ({ intent, score: intent.recognise(question, data) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score);
  const [best, ...rest] = scored;
  if (best === undefined) return { kind: "unknown" };
  const others = rest.filter(({ score }) => score >= CLEAR).map(({ intent }) => intent);
  return { kind: "data", intent: best.intent, others };
}
