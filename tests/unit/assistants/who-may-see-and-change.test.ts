import { describe, expect, test } from "@jest/globals";
import { defaultPolicy, type AssistantPolicy } from "../../../src/assistants/assistant-policy.ts";
import type { Caller } from "../../../tools/ports/caller.ts";
import { createTestAssistants } from "../../helpers/assistants.ts";
import { ann, bob, callerOf } from "../../helpers/callers.ts";

const admin = callerOf("root", { isAdmin: true });
const member = callerOf("mia", { groups: ["course", "club"] });

const rights = (caller: Caller, isPublic: boolean, groups: string[]) => {
  const { see, change, publish } = defaultPolicy(caller, { author: "ann", isPublic, groups });
  return [see, change, publish].map((right) => (right ? "yes" : "no")).join(" ");
};

describe("the default policy: see, change, publish", () => {
  test.each<[string, Caller, string, string, string]>([
    // who, caller, private, of the group "course", published
    ["the author", ann, "yes yes no", "yes yes no", "yes yes no"],
    ["an admin", admin, "yes yes yes", "yes yes yes", "yes yes yes"],
    ["a member of the group", member, "no no no", "yes no no", "yes no no"],
    ["another user", bob, "no no no", "no no no", "yes no no"],
  ])("%s", (_who, caller, alone, group, everybody) => {
    expect(rights(caller, false, [])).toBe(alone);
    expect(rights(caller, false, ["course"])).toBe(group);
    expect(rights(caller, true, [])).toBe(everybody);
  });
});

const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: { code?: string }) => error.code,
  );

describe("the service", () => {
  test("lets only an admin publish or name groups, at creation and later", async () => {
    const { service } = createTestAssistants();
    for (const publication of [{ is_public: true }, { groups: ["course"] }]) {
      expect(await codeOf(service.create(ann, { name: "A", ...publication }))).toBe("forbidden");
      const { id } = await service.create(ann, { name: "A" });
      expect(await codeOf(service.update(ann, id, publication))).toBe("forbidden");
      expect(await codeOf(service.update(admin, id, publication))).toBe("done");
      // What is as it was is no publication: a form sends all of its fields.
      expect(await codeOf(service.update(ann, id, { name: "B", ...publication }))).toBe("done");
      expect(await codeOf(service.update(ann, id, { is_public: false, groups: [] }))).toBe(
        "forbidden",
      );
    }
  });

  test("lets only an admin open a new address, and the author change the rest of a source", async () => {
    const { service } = createTestAssistants();
    const source = {
      id: "s1",
      type: "postgresql",
      name: "Sales",
      host: "db.example.org",
      port: 5432,
      database: "sales",
      user: "reader",
      password: "pass-word",
    };
    const with_ = (change: object) => ({ data_sources: [{ ...source, ...change }] });
    expect(await codeOf(service.create(ann, { name: "A", ...with_({}) }))).toBe("forbidden");
    expect(await codeOf(service.create(admin, { name: "A", ...with_({}) }))).toBe("done");
    const { id } = await service.create(ann, { name: "A" });
    expect(await codeOf(service.update(ann, id, with_({})))).toBe("forbidden");
    expect(await codeOf(service.update(admin, id, with_({})))).toBe("done");
    expect(await codeOf(service.update(ann, id, with_({ user: "other", password: "" })))).toBe(
      "done",
    );
    for (const address of [{ host: "127.0.0.1" }, { port: 22 }])
      expect(await codeOf(service.update(ann, id, with_(address)))).toBe("forbidden");
    expect(await codeOf(service.update(ann, id, { data_sources: [] }))).toBe("done");
  });

  test("says forbidden to who may see and not change, not found to who may not see", async () => {
    const { service } = createTestAssistants();
    const { id } = await service.create(admin, { name: "A", groups: ["course"] });
    expect(await codeOf(service.update(member, id, { name: "B" }))).toBe("forbidden");
    expect(await codeOf(service.remove(member, id))).toBe("forbidden");
    expect(await codeOf(service.update(bob, id, { name: "B" }))).toBe("not_found");
    expect(await codeOf(service.remove(bob, id))).toBe("not_found");
    expect((await service.get(admin, id)).name).toBe("A");
  });

  test("asks the policy that an installation brings", async () => {
    const asked: unknown[] = [];
    const policy: AssistantPolicy = (caller, facts) => {
      asked.push([caller.userId, facts]);
      return { see: caller.userId !== "bob", change: false, publish: true, connect: false };
    };
    const { service } = createTestAssistants({ policy });
    const { id } = await service.create(ann, { name: "A", is_public: true });
    expect((await service.get(member, id)).name).toBe("A");
    expect(await codeOf(service.get(bob, id))).toBe("not_found");
    expect(await codeOf(service.update(ann, id, { name: "B" }))).toBe("forbidden");
    expect(asked.at(-1)).toEqual(["ann", { author: "ann", isPublic: true, groups: [] }]);
  });

  test("takes files of the author alone, also when an admin gives them", async () => {
    const { service, files } = createTestAssistants();
    const put = async (owner: Caller) =>
      (
        await files.put(
          owner,
          { name: "a.csv", mime: "text/csv", threadId: "t" },
          new TextEncoder().encode(owner.userId),
        )
      ).id;
    const [anns, bobs, admins] = [await put(ann), await put(bob), await put(admin)];
    const { id } = await service.create(ann, { name: "A", file_ids: [anns] });
    expect(await codeOf(service.create(ann, { name: "A", file_ids: [bobs] }))).toBe(
      "input_invalid",
    );
    for (const foreign of [bobs, admins])
      expect(await codeOf(service.update(admin, id, { file_ids: [anns, foreign] }))).toBe(
        "input_invalid",
      );
    expect((await service.get(ann, id)).file_ids).toEqual([anns]);
  });
});
