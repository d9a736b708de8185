import { describe, expect, test } from "@jest/globals";
import { findBranch } from "../../../src/branches/find-branch.ts";
import { digest } from "../../../src/branches/posted-conversation.ts";
import type { RunRecord } from "../../../src/persistence/records/run-records.ts";

interface Told {
  readonly q: string;
  readonly a?: string;
  readonly end?: string;
  readonly parent?: string;
  readonly stopReason?: RunRecord["stopReason"];
}

/** Runs in the order in which they were made; the records come newest first. */
const runs = (...told: Told[]): RunRecord[] =>
  told
    .map(({ q, a, end, parent, stopReason = "completed" }, index): RunRecord => ({
      runId: `r${index}`,
      threadId: "t",
      userId: "ann",
      status: "finished",
      stopReason,
      startedAt: new Date(index),
      turn: { question: digest(q), answer: a === undefined ? undefined : digest(a), end, parent },
    }))
    .toReversed();

const turn = (question: string, answer: string) => ({ question, answer });

const TWO = runs({ q: "one", a: "1", end: "e1" }, { q: "two", a: "2", end: "e2", parent: "e1" });

describe("a posted history", () => {
  test("that is the thread's own goes on from its end", () => {
    const turns = [turn("one", "1"), turn("two", "2")];
    expect(findBranch({ turns }, "three", TWO)).toEqual({ from: "e2", unknown: [] });
  });

  test("is recognised whatever a client does to white space", () => {
    const turns = [turn(" one\n", "1\n\n"), turn("two", " 2")];
    expect(findBranch({ turns }, "three", TWO).from).toBe("e2");
  });

  test("without the last turn is a regeneration or an edited question: it forks before it", () => {
    expect(findBranch({ turns: [turn("one", "1")] }, "two", TWO).from).toBe("e1");
    expect(findBranch({ turns: [] }, "one", TWO)).toEqual({ from: undefined, unknown: [] });
  });

  test("names one of two answers to the same question by what was answered", () => {
    const siblings = runs(
      { q: "one", a: "first try", end: "e1" },
      { q: "one", a: "second try", end: "e2" },
    );
    const from = (answer: string) =>
      findBranch({ turns: [turn("one", answer)] }, "and?", siblings).from;
    expect(from("first try")).toBe("e1");
    expect(from("second try")).toBe("e2");
  });

  test("does not mix branches whose later turns look alike", () => {
    const alike = runs(
      { q: "a", a: "A", end: "a1" },
      { q: "yes", a: "done", end: "a2", parent: "a1" },
      { q: "b", a: "B", end: "b1" },
      { q: "yes", a: "done", end: "b2", parent: "b1" },
    );
    const from = (...turns: ReturnType<typeof turn>[]) => findBranch({ turns }, "x", alike).from;
    expect(from(turn("a", "A"), turn("yes", "done"))).toBe("a2");
    expect(from(turn("b", "B"), turn("yes", "done"))).toBe("b2");
  });

  test("is not another question's that got the same answer", () => {
    const alike = runs({ q: "Save it", a: "Done.", end: "e1" });
    const turns = [turn("Delete it", "Done.")];
    expect(findBranch({ turns }, "x", alike)).toEqual({ from: undefined, unknown: turns });
    const stopped = runs({ q: "Save it", a: "Do", end: "e1", stopReason: "cancelled" });
    expect(findBranch({ turns }, "x", stopped).from).toBeUndefined();
  });

  test("with an edited answer forks before it and brings it along", () => {
    const turns = [turn("one", "1"), turn("two", "something else")];
    expect(findBranch({ turns }, "three", TWO)).toEqual({ from: "e1", unknown: [turns[1]] });
  });

  test("with an answer that was stopped goes on from it, however much of it arrived", () => {
    const stopped = runs({ q: "one", a: "The whole of it", end: "e1", stopReason: "cancelled" });
    expect(findBranch({ turns: [turn("one", "The wh")] }, "go on", stopped).from).toBe("e1");
  });

  test("skips a run that died before it wrote anything", () => {
    const died = runs(
      { q: "one", a: "1", end: "e1" },
      { q: "two", end: "e1", parent: "e1", stopReason: undefined },
    );
    const turns = [turn("one", "1"), turn("two", "")];
    expect(findBranch({ turns }, "three", died)).toEqual({ from: "e1", unknown: [turns[1]] });
  });

  test("of another model is unknown as a whole, or after the turns that are known", () => {
    const other = turn("hello", "I am somebody else");
    expect(findBranch({ turns: [other] }, "x", [])).toEqual({ from: undefined, unknown: [other] });
    const turns = [turn("one", "1"), other];
    expect(findBranch({ turns }, "x", TWO)).toEqual({ from: "e1", unknown: [other] });
  });

  test("that begins with a summary, or without its beginning, is found by its last turns", () => {
    const posted = { turns: [turn("two", "2")], summary: "They counted." };
    expect(findBranch(posted, "three", TWO)).toEqual({ from: "e2", unknown: [] });
    expect(findBranch({ turns: [turn("two", "2")] }, "three", TWO).from).toBe("e2");
  });

  test("that is nothing but a summary goes on with the newest turn, or asks it again", () => {
    const posted = { turns: [], summary: "They counted." };
    expect(findBranch(posted, "three", TWO).from).toBe("e2");
    expect(findBranch(posted, "two", TWO).from).toBe("e1");
  });
});
