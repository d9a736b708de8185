import { describe, expect, test } from "@jest/globals";
import type { NewApiObject } from "../../../../src/persistence/records/api-object-records.ts";
import { ann, bob, callerOf } from "../../../helpers/callers.ts";
import { type MakePlace, tickingClock } from "./place.ts";

const annElsewhere = callerOf("ann", { tenantId: "other" });

const message = (id: string, more: Partial<NewApiObject> = {}): NewApiObject => ({
  id,
  kind: "message",
  threadId: "thread_1",
  document: { text: id },
  ...more,
});

export function describeApiObjects(makePlace: MakePlace): void {
  describe("objects of the Assistants API", () => {
    test("are kept as they were given, over a restart", async () => {
      const place = await makePlace();
      const document = { metadata: { "a.b": "c", $set: "销售" }, none: null, list: [{ at: 1 }] };
      const { apiObjects } = await place.open();
      const made = await apiObjects.put(ann, message("msg_1", { document, runId: "run_1" }));
      expect(made).toMatchObject(message("msg_1", { document, runId: "run_1" }));
      expect(await (await place.open()).apiObjects.find(ann, "message", "msg_1")).toEqual(made);
      expect(await apiObjects.find(ann, "step", "msg_1")).toBeUndefined();
    });

    test("put again have the new document, and remember when they were made", async () => {
      const { apiObjects } = await (await makePlace()).open(tickingClock());
      const { createdAt } = await apiObjects.put(ann, message("msg_1"));
      const again = await apiObjects.put(ann, message("msg_1", { document: { text: "new" } }));
      expect(again).toMatchObject({ document: { text: "new" }, createdAt });
      expect(again.updatedAt.getTime()).toBeGreaterThan(createdAt.getTime());
    });

    test.each([
      ["another user", ann, bob],
      ["the same name in another tenant", ann, annElsewhere],
      ["the same name without a tenant", annElsewhere, ann],
    ])("are not there for %s", async (_who, owner, other) => {
      const { apiObjects } = await (await makePlace()).open();
      await apiObjects.put(owner, message("msg_1"));
      expect(await apiObjects.find(other, "message", "msg_1")).toBeUndefined();
      const all = { kind: "message", threadId: "thread_1", order: "asc", limit: 9 } as const;
      expect(await apiObjects.list(other, all)).toEqual([]);
      await expect(apiObjects.put(other, message("msg_1", { document: {} }))).rejects.toMatchObject(
        { code: "not_found" },
      );
      await apiObjects.removeThread(other, "thread_1");
      expect((await apiObjects.find(owner, "message", "msg_1"))?.document).toEqual({
        text: "msg_1",
      });
    });

    test("are listed by thread, kind and run, either way, from a place on", async () => {
      const { apiObjects } = await (await makePlace()).open();
      for (const id of ["msg_3", "msg_1", "msg_2"])
        await apiObjects.put(ann, message(id, { runId: id === "msg_2" ? "run_1" : undefined }));
      await apiObjects.put(ann, message("msg_4", { threadId: "thread_2" }));
      await apiObjects.put(ann, message("step_1", { kind: "step" }));
      const ids = async (more: object = {}) =>
        (
          await apiObjects.list(ann, {
            kind: "message",
            threadId: "thread_1",
            order: "asc",
            limit: 9,
            ...more,
          })
        ).map(({ id }) => id);
      expect(await ids()).toEqual(["msg_1", "msg_2", "msg_3"]);
      expect(await ids({ order: "desc", limit: 2 })).toEqual(["msg_3", "msg_2"]);
      expect(await ids({ newerThan: "msg_1" })).toEqual(["msg_2", "msg_3"]);
      expect(await ids({ olderThan: "msg_3", order: "desc" })).toEqual(["msg_2", "msg_1"]);
      expect(await ids({ runId: "run_1" })).toEqual(["msg_2"]);
    });

    test("go with their thread", async () => {
      const { apiObjects } = await (await makePlace()).open();
      await apiObjects.put(ann, message("msg_1"));
      await apiObjects.put(ann, message("msg_2", { threadId: "thread_2" }));
      await apiObjects.removeThread(ann, "thread_1");
      expect(await apiObjects.find(ann, "message", "msg_1")).toBeUndefined();
      expect(await apiObjects.find(ann, "message", "msg_2")).toBeDefined();
    });
  });
}
