import { describe, expect, test } from "@jest/globals";
import { ann, bob, callerOf } from "../../../helpers/callers.ts";
import { type MakePlace, tickingClock } from "./place.ts";

const annElsewhere = callerOf("ann", { tenantId: "other" });

export function describeThreads(makePlace: MakePlace): void {
  describe("threads", () => {
    test("are made at the first opening and kept over a restart", async () => {
      const place = await makePlace();
      const clock = tickingClock();
      const made = await (
        await place.open(clock)
      ).threads.open(ann, "t1", {
        conversationId: "conv",
        assistantId: "asst",
      });
      expect(made).toMatchObject({
        threadId: "t1",
        userId: "ann",
        conversationId: "conv",
        assistantId: "asst",
      });
      expect(made.tenantId).toBeUndefined();
      expect(made.sandboxId).toBeUndefined();
      const again = await place.open(clock);
      expect(await again.threads.find(ann, "t1")).toEqual(made);
      const used = await again.threads.open(ann, "t1");
      expect(used.lastUsedAt.getTime()).toBeGreaterThan(made.lastUsedAt.getTime());
      expect({ ...used, lastUsedAt: made.lastUsedAt }).toEqual(made);
    });

    test("take a new assistant and conversation where one is named", async () => {
      const { threads } = await (await makePlace()).open();
      await threads.open(ann, "t1", { conversationId: "conv", assistantId: "one" });
      expect(await threads.open(ann, "t1", { assistantId: "two" })).toMatchObject({
        conversationId: "conv",
        assistantId: "two",
      });
    });

    test.each([
      ["another user", ann, bob],
      ["the same name in another tenant", ann, annElsewhere],
      ["the same name without a tenant", annElsewhere, ann],
    ])("are not there for %s", async (_who, owner, other) => {
      const { threads } = await (await makePlace()).open();
      await threads.open(owner, "t1", { conversationId: "conv" });
      await expect(threads.open(other, "t1")).rejects.toMatchObject({ code: "not_found" });
      await expect(threads.setSandbox(other, "t1", "sbx")).rejects.toMatchObject({
        code: "not_found",
      });
      expect(await threads.find(other, "t1")).toBeUndefined();
      expect(await threads.findConversation(other, "conv")).toBeUndefined();
      expect(await threads.list(other)).toEqual([]);
      expect(await threads.remove(other, "t1")).toBe(false);
      expect(await threads.find(owner, "t1")).toBeDefined();
    });

    test("are found by their conversation, the last used one", async () => {
      const { threads } = await (await makePlace()).open(tickingClock());
      await threads.open(ann, "t1", { conversationId: "conv" });
      await threads.open(ann, "t2", { conversationId: "conv" });
      await threads.open(bob, "t3", { conversationId: "conv" });
      expect((await threads.findConversation(ann, "conv"))?.threadId).toBe("t2");
      expect(await threads.findConversation(ann, "nothing")).toBeUndefined();
    });

    test("are listed, the last used first", async () => {
      const { threads } = await (await makePlace()).open(tickingClock());
      for (const id of ["t1", "t2", "t3", "t1"]) await threads.open(ann, id);
      const ids = async (limit?: number) =>
        (await threads.list(ann, limit)).map(({ threadId }) => threadId);
      expect(await ids()).toEqual(["t1", "t3", "t2"]);
      expect(await ids(2)).toEqual(["t1", "t3"]);
    });

    test("know their sandbox, and give the idle ones for housekeeping", async () => {
      const { threads } = await (await makePlace()).open(tickingClock(0));
      for (const [caller, id] of [
        [ann, "t1"],
        [bob, "t2"],
        [ann, "t3"],
        [annElsewhere, "t4"],
      ] as const) {
        await threads.open(caller, id);
        if (id !== "t3") await threads.setSandbox(caller, id, `box of ${id}`);
      }
      expect((await threads.find(ann, "t1"))?.sandboxId).toBe("box of t1");
      const idle = async (before: number, limit = 10) =>
        (await threads.idle(new Date(before), limit)).map(({ threadId }) => threadId);
      expect(await idle(60_000)).toEqual(["t1", "t2", "t4"]);
      expect(await idle(60_000, 1)).toEqual(["t1"]);
      expect(await idle(0)).toEqual([]);
      await threads.setSandbox(ann, "t1", undefined);
      expect((await threads.find(ann, "t1"))?.sandboxId).toBeUndefined();
      expect(await idle(60_000)).toEqual(["t2", "t4"]);
    });

    test("opened by many at once are made once, and by two users belong to one", async () => {
      const place = await makePlace();
      const clients = await Promise.all([place.open(), place.open()]);
      const threadsOf = (index: number) => (index % 2 === 0 ? clients[0] : clients[1]).threads;
      await Promise.all(
        Array.from({ length: 20 }, async (_, index) => threadsOf(index).open(ann, "t1")),
      );
      expect(await threadsOf(0).list(ann)).toHaveLength(1);
      const raced = await Promise.allSettled(
        Array.from({ length: 20 }, async (_, index) =>
          threadsOf(index).open(index % 2 === 0 ? ann : bob, "t2"),
        ),
      );
      const refused = raced.flatMap((result) =>
        result.status === "rejected" ? [result.reason as { code: string }] : [],
      );
      expect(refused).toHaveLength(10);
      expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(["not_found"]));
    });

    test("are gone once removed, and the id is free", async () => {
      const { threads } = await (await makePlace()).open();
      await threads.open(ann, "t1");
      expect(await threads.remove(ann, "t1")).toBe(true);
      expect(await threads.remove(ann, "t1")).toBe(false);
      expect(await threads.open(bob, "t1")).toMatchObject({ userId: "bob" });
    });
  });
}
