import { describe, expect, test } from "@jest/globals";
import { ann, bob, callerOf } from "../../../helpers/callers.ts";
import { type MakePlace, settled, tickingClock } from "./place.ts";

const document = {
  name: "销售助手",
  env_vars: { "a.b": "c", $set: "kept as it is" },
  file_ids: [],
  limits: { cells: 3, none: null },
};

export function describeAssistants(makePlace: MakePlace): void {
  describe("assistants", () => {
    test("are kept as they were given, over a restart", async () => {
      const place = await makePlace();
      const { assistants } = await place.open();
      const made = await assistants.insert(ann, { assistantId: "asst_1", document });
      expect(made).toMatchObject({ assistantId: "asst_1", author: "ann", version: 1, document });
      expect(await (await place.open()).assistants.find(bob, "asst_1")).toEqual(made);
    });

    test("have ids of their own over all tenants", async () => {
      const { assistants } = await (await makePlace()).open();
      const raced = await Promise.allSettled(
        Array.from({ length: 10 }, async () =>
          assistants.insert(ann, { assistantId: "a", document }),
        ),
      );
      expect(settled(raced)).toEqual({ kept: 1, codes: Array(9).fill("conflict") });
      await expect(
        assistants.insert(callerOf("eve", { tenantId: "other" }), { assistantId: "a", document }),
      ).rejects.toMatchObject({ code: "conflict" });
    });

    test("are changed from the version that was read, never over another change", async () => {
      const place = await makePlace();
      const clients = await Promise.all([place.open(), place.open()]);
      const { assistants } = clients[0];
      await assistants.insert(ann, { assistantId: "a", document });
      const changed = await assistants.update(ann, "a", 1, { name: "second" });
      expect(changed).toMatchObject({ version: 2, document: { name: "second" }, author: "ann" });
      expect(changed.updatedAt.getTime()).toBeGreaterThanOrEqual(changed.createdAt.getTime());
      await expect(assistants.update(ann, "a", 1, document)).rejects.toMatchObject({
        code: "conflict",
      });
      const raced = await Promise.allSettled(
        Array.from({ length: 20 }, async (_, index) =>
          clients[index % 2 === 0 ? 0 : 1].assistants.update(ann, "a", 2, { name: `${index}` }),
        ),
      );
      expect(settled(raced)).toEqual({ kept: 1, codes: Array(19).fill("conflict") });
      expect((await assistants.find(ann, "a"))?.version).toBe(3);
      await expect(assistants.update(ann, "none", 1, document)).rejects.toMatchObject({
        code: "not_found",
      });
    });

    test("are listed for a tenant, the newest first", async () => {
      const { assistants } = await (await makePlace()).open(tickingClock());
      const eve = callerOf("eve", { tenantId: "other" });
      await assistants.insert(ann, { assistantId: "a1", document });
      await assistants.insert(eve, { assistantId: "e1", document });
      await assistants.insert(bob, { assistantId: "b1", document });
      const ids = async (caller: typeof ann) =>
        (await assistants.list(caller)).map(({ assistantId }) => assistantId);
      expect(await ids(ann)).toEqual(["b1", "a1"]);
      expect(await ids(eve)).toEqual(["e1"]);
    });

    test("of another tenant are not there", async () => {
      const { assistants } = await (await makePlace()).open();
      const eve = callerOf("eve", { tenantId: "other" });
      await assistants.insert(ann, { assistantId: "a", document });
      expect(await assistants.find(eve, "a")).toBeUndefined();
      expect(await assistants.remove(eve, "a")).toBe(false);
      await expect(assistants.update(eve, "a", 1, document)).rejects.toMatchObject({
        code: "not_found",
      });
      expect(await assistants.remove(ann, "a")).toBe(true);
      expect(await assistants.remove(ann, "a")).toBe(false);
      expect(await assistants.find(ann, "a")).toBeUndefined();
    });

    test("are gone through over all tenants, in the order of ids", async () => {
      const { assistants } = await (await makePlace()).open();
      const eve = callerOf("eve", { tenantId: "other" });
      await assistants.insert(ann, { assistantId: "b", document });
      await assistants.insert(eve, { assistantId: "a", document });
      await assistants.insert(bob, { assistantId: "c", document });
      const ids = async (id: string, limit: number) =>
        (await assistants.after(id, limit)).map(({ assistantId }) => assistantId);
      expect(await ids("", 2)).toEqual(["a", "b"]);
      expect(await ids("b", 2)).toEqual(["c"]);
      expect(await assistants.after("", 1)).toMatchObject([{ author: "eve", tenantId: "other" }]);
    });
  });
}
