import type { Language } from "../../../../tools/words.ts";
import { isQuestionToUser } from "../../judgement/is-question-to-user.ts";
import { clipLine } from "../clip.ts";
import { estimateTokens } from "../estimate-tokens.ts";
import { keyFigures } from "./key-figures.ts";
import { NO_SECTIONS, type Sections } from "./summary.ts";
import type { TurnRecord } from "./turn-record.ts";

/** Between a question and what was found. */
export const FINDING_MARK = "→";
const QUESTION_TOKENS = 30;
const FINDING_TOKENS = 160;
const SENTENCE_TOKENS = 80;
/** Goals that are kept: what the conversation began with, and what it came to. */
const NEWEST_GOALS = 3;

const WORDS = {
  unanswered: {
    en: (question: string) => `Not answered: ${question}`,
    zh: (question: string) => `尚未回答：${question}`,
  },
  failed: {
    en: (name: string) => `failed (${name})`,
    zh: (name: string) => `失败（${name}）`,
  },
};

const label = ({ number }: TurnRecord) => `[${number}]`;

/** The question and as many sentences with numbers as a line holds. */
function finding(turn: TurnRecord): string[] {
  if (turn.answer.trim() === "") return [];
  const question = clipLine(turn.question, QUESTION_TOKENS);
  let line = `${label(turn)} ${question} ${FINDING_MARK}`;
  let added = 0;
  for (const sentence of keyFigures(turn.answer)) {
    const longer = `${line} ${clipLine(sentence, SENTENCE_TOKENS)}`;
    if (added > 0 && estimateTokens(longer) > FINDING_TOKENS) break;
    line = longer;
    added += 1;
  }
  return [line];
}

function work(turn: TurnRecord, language: Language): string[] {
  if (turn.cells.length === 0) return [];
  const cells = turn.cells.map(({ id, title, status, error }) => {
    const failure = status === "ok" ? "" : ` ${WORDS.failed[language](error?.name ?? status)}`;
    return `${id} ${clipLine(title, QUESTION_TOKENS)}${failure}`;
  });
  return [`${label(turn)} ${cells.join("; ")}`];
}

function files(turn: TurnRecord): string[] {
  const names = turn.cells.flatMap(({ artifacts, newFiles }) => [
    ...artifacts.map(({ name }) => name),
    ...newFiles,
  ]);
  return names.length === 0 ? [] : [`${label(turn)} ${[...new Set(names)].join(", ")}`];
}

function openEnds(turn: TurnRecord | undefined, language: Language): string[] {
  if (turn === undefined) return [];
  if (turn.answer.trim() === "") {
    return [WORDS.unanswered[language](clipLine(turn.question, QUESTION_TOKENS))];
  }
  return isQuestionToUser(turn.answer) ? [clipLine(turn.answer, SENTENCE_TOKENS)] : [];
}

/**
 * A summary without a model: what was asked, which cells ran, each answer's sentences with numbers,
 * the files made. What is known already stays in front. Not limited in size.
 */
export function foldByRules(
  known: Sections = NO_SECTIONS,
  turns: readonly TurnRecord[],
  language: Language,
): Sections {
  const asked = turns
    .map(({ question }) => clipLine(question, QUESTION_TOKENS))
    .filter((question) => question !== "");
  const goals = [...known.goal, ...asked];
  return {
    goal:
      goals.length <= NEWEST_GOALS + 1
        ? goals
        : [...goals.slice(0, 1), ...goals.slice(-NEWEST_GOALS)],
    done: [...known.done, ...turns.flatMap((turn) => work(turn, language))],
    findings: [...known.findings, ...turns.flatMap(finding)],
    data: [...known.data, ...turns.flatMap(files)],
    open: openEnds(turns.at(-1), language),
  };
}
