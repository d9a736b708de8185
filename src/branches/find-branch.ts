import { isAnswered } from "../../graphs/analyst/stop-reasons.ts";
import type { RunRecord, RunTurn } from "../persistence/records/run-records.ts";
import { digest, type PostedConversation, type PostedTurn } from "./posted-conversation.ts";

/** Where a question goes on from, and what of the posted conversation the thread does not know. */
export interface Branch {
  /** The checkpoint at the end of a turn; absent: the conversation's beginning. */
  readonly from?: string;
  readonly unknown: readonly PostedTurn[];
}

type Ended = RunTurn & { readonly end: string; readonly isWhole: boolean };

/** Turns with an end that is their own: one that died before its first checkpoint has none. */
function endedTurns(runs: readonly RunRecord[]): Ended[] {
  return runs.flatMap(({ turn, stopReason }) => {
    const end = turn?.end;
    if (turn === undefined || end === undefined || end === turn.parent) return [];
    return [{ ...turn, end, isWhole: stopReason !== undefined && isAnswered(stopReason) }];
  });
}

interface Digests {
  readonly question: string;
  readonly answer: string;
}

/** 0: not this turn; 1: its question, its answer was cut off; 2: question and answer. */
function likeness(turn: Ended, posted: Digests | undefined): 0 | 1 | 2 {
  if (turn.question !== posted?.question) return 0;
  if (turn.answer === posted.answer) return 2;
  return turn.isWhole ? 0 : 1;
}

/**
 * Finds the newest posted turn that the thread knows, with all before it on the same branch. `runs`
 * are the thread's, the newest first. What was posted after it, from an edited answer or another
 * model, is unknown. A client that left out the beginning is believed.
 */
export function findBranch(
  posted: Pick<PostedConversation, "turns" | "summary">,
  question: string,
  runs: readonly RunRecord[],
): Branch {
  const turns = endedTurns(runs);
  const byEnd = new Map(turns.map((turn) => [turn.end, turn]));
  const digests = posted.turns.map((turn) => ({
    question: digest(turn.question),
    answer: digest(turn.answer),
  }));

  /** How well the branch that ends in `turn` fits; 0 when it does not. */
  const fit = (last: Ended, at: number): number => {
    let sum = 0;
    let turn: Ended | undefined = last;
    for (let index = at; turn !== undefined && index >= 0; index -= 1) {
      const likes = likeness(turn, digests[index]);
      if (likes === 0) return 0;
      sum += likes;
      turn = turn.parent === undefined ? undefined : byEnd.get(turn.parent);
    }
    return sum;
  };

  for (let at = digests.length - 1; at >= 0; at -= 1) {
    const fits = turns.map((turn) => ({ turn, fit: fit(turn, at) }));
    // Of equal ones the first, which is the newest.
    const best = fits.reduce((a, b) => (b.fit > a.fit ? b : a), { turn: undefined, fit: 0 } as {
      turn: Ended | undefined;
      fit: number;
    });
    if (best.turn !== undefined)
      return { from: best.turn.end, unknown: posted.turns.slice(at + 1) };
  }
  if (posted.summary === undefined || posted.turns.length > 0) return { unknown: posted.turns };
  // Only a summary is left: the newest branch, or its beginning when its question is asked again.
  const [newest] = turns;
  const isAgain = newest?.question === digest(question);
  return { from: isAgain ? newest?.parent : newest?.end, unknown: [] };
}
