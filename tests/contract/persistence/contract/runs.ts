import { describe, expect, test } from "@jest/globals";
import { ann, bob } from "../../../helpers/callers.ts";
import { type MakePlace, settled, tickingClock } from "./place.ts";

const usage = { modelCalls: 2, inputTokens: 100, outputTokens: 20, cells: 1 };

export function describeRuns(makePlace: MakePlace): void {
  describe("runs", () => {
    test("start, finish and are kept over a restart", async () => {
      const place = await makePlace();
      const clock = tickingClock();
      const { runs } = await place.open(clock);
      const started = await runs.start(ann, { runId: "r1", threadId: "t1", assistantId: "asst" });
      expect(started).toMatchObject({ status: "running", userId: "ann", assistantId: "asst" });
      expect(started.finishedAt).toBeUndefined();
      await runs.finish(ann, "r1", { status: "finished", stopReason: "completed", usage });
      const found = await (await place.open(clock)).runs.find(ann, "r1");
      expect(found).toMatchObject({
        status: "finished",
        stopReason: "completed",
        usage,
        startedAt: started.startedAt,
      });
      expect(found?.error).toBeUndefined();
      expect(found?.finishedAt?.getTime()).toBeGreaterThan(started.startedAt.getTime());
    });

    test("keep their place among the branches of the conversation, until the end names another", async () => {
      const { runs } = await (await makePlace()).open();
      const begun = { parent: "p", question: "q", request: "m1" };
      await runs.start(ann, { runId: "r1", threadId: "t1", turn: begun });
      expect((await runs.find(ann, "r1"))?.turn).toEqual(begun);
      const done = { ...begun, end: "e", answer: "a" };
      await runs.finish(ann, "r1", { status: "finished", turn: done });
      expect((await runs.find(ann, "r1"))?.turn).toEqual(done);
      await runs.finish(ann, "r1", { status: "finished" });
      expect((await runs.listThread(ann, "t1"))[0]?.turn).toEqual(done);
    });

    test("keep why they failed", async () => {
      const { runs } = await (await makePlace()).open();
      await runs.start(ann, { runId: "r1", threadId: "t1" });
      const error = { code: "model_unreachable", message: "The model 没有回答." };
      await runs.finish(ann, "r1", { status: "failed", stopReason: "model_unavailable", error });
      const found = await runs.find(ann, "r1");
      expect(found).toMatchObject({ status: "failed", stopReason: "model_unavailable", error });
      expect(found?.usage).toBeUndefined();
    });

    test("whose process died are abandoned at the thread's next start, no others", async () => {
      const { runs } = await (await makePlace()).open(tickingClock());
      await runs.start(ann, { runId: "r1", threadId: "t1" });
      await runs.start(ann, { runId: "other", threadId: "t2" });
      await runs.start(bob, { runId: "bobs", threadId: "t1" });
      await runs.start(ann, { runId: "done", threadId: "t3" });
      await runs.finish(ann, "done", { status: "finished", stopReason: "completed" });
      await runs.start(ann, { runId: "r2", threadId: "t1" });
      await runs.start(ann, { runId: "r3", threadId: "t3" });
      const abandoned = await runs.find(ann, "r1");
      expect(abandoned?.status).toBe("abandoned");
      expect(abandoned?.finishedAt).toBeDefined();
      expect((await runs.find(ann, "other"))?.status).toBe("running");
      expect((await runs.find(bob, "bobs"))?.status).toBe("running");
      expect((await runs.find(ann, "done"))?.status).toBe("finished");
      expect((await runs.listThread(ann, "t1")).map(({ runId }) => runId)).toEqual(["r2", "r1"]);
    });

    test("of another user are not found, and are left alone", async () => {
      const { runs } = await (await makePlace()).open();
      await runs.start(ann, { runId: "r1", threadId: "t1" });
      expect(await runs.find(bob, "r1")).toBeUndefined();
      expect(await runs.listThread(bob, "t1")).toEqual([]);
      await expect(runs.finish(bob, "r1", { status: "failed" })).rejects.toMatchObject({
        code: "not_found",
      });
      await runs.removeThread(bob, "t1");
      expect((await runs.find(ann, "r1"))?.status).toBe("running");
      await runs.removeThread(ann, "t1");
      expect(await runs.find(ann, "r1")).toBeUndefined();
    });

    test("of one id start once, whoever asks", async () => {
      const { runs } = await (await makePlace()).open();
      const raced = await Promise.allSettled(
        Array.from({ length: 10 }, async () => runs.start(ann, { runId: "r1", threadId: "t1" })),
      );
      expect(settled(raced)).toEqual({ kept: 1, codes: Array(9).fill("conflict") });
      await expect(runs.start(bob, { runId: "r1", threadId: "t9" })).rejects.toMatchObject({
        code: "conflict",
      });
    });
  });
}
