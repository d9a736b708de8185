import { describe, expect, test } from "@jest/globals";
import { SECRET_MASK } from "../../../src/assistants/assistant-schema.ts";
import { BUILT_IN_ID } from "../../../src/assistants/built-in.ts";
import { AnalystError } from "../../../tools/errors.ts";
import { createTestAssistants } from "../../helpers/assistants.ts";
import { ann, bob, callerOf } from "../../helpers/callers.ts";

const source = {
  id: "d1",
  type: "mysql" as const,
  name: "Shop",
  host: "db.example.org",
  port: 3306,
  database: "shop",
  user: "reader",
  password: "shop-password",
};

const fault = async (work: Promise<unknown>): Promise<AnalystError> => {
  const error = await work.then(
    () => undefined,
    (raised: unknown) => raised,
  );
  if (!AnalystError.isInstance(error)) throw new Error("no error of ours", { cause: error });
  return error;
};

describe("an assistant", () => {
  test("needs a name and nothing else; its instructions can be cleared again", async () => {
    const { service } = createTestAssistants();
    const made = await service.create(ann, { name: "Course" });
    expect(made).toMatchObject({ author: "ann", version: 1, instructions: "", is_public: false });
    expect(made.id).toMatch(/^asst_[0-9a-f]{24}$/);
    const told = await service.update(ann, made.id, { instructions: "Be brief." });
    expect(told).toMatchObject({ instructions: "Be brief.", name: "Course", version: 2 });
    const cleared = await service.update(ann, made.id, { instructions: "" });
    expect(cleared).toMatchObject({ instructions: "", version: 3 });
  });

  test("keeps what a change does not name, and clears what it sets to null", async () => {
    const { service } = createTestAssistants();
    const fields = { name: "A", model: "gpt-5", limits: { max_cells: 3 }, template: "t" };
    const { id } = await service.create(ann, fields);
    const changed = await service.update(ann, id, { model: null });
    expect(changed).toMatchObject({ ...fields, model: null });
  });

  test("is changed from the version that was read", async () => {
    const { service } = createTestAssistants();
    const { id } = await service.create(ann, { name: "A" });
    await service.update(ann, id, { name: "B" }, 1);
    expect((await fault(service.update(ann, id, { name: "C" }, 1))).code).toBe("conflict");
    expect((await service.get(ann, id)).name).toBe("B");
  });

  test.each<[string, Record<string, unknown>]>([
    ["name", { name: " " }],
    ["unknown", { unknown: 1 }],
    ["limits", { limits: { max_cells: 0 } }],
    ["limits", { limits: { max_turns: 3 } }],
    ["model_parameters", { model_parameters: { temperature: 3 } }],
    ["allowed_libraries", { allowed_libraries: ["pandas; rm -rf"] }],
    ["env_vars", { env_vars: { "A-B": "long enough" } }],
    ["env_vars.PIN", { env_vars: { PIN: "123" } }],
    ["data_sources.0.password", { data_sources: [{ ...source, password: "pw" }] }],
    ["data_sources", { data_sources: [source, { ...source, name: "Other" }] }],
  ])("is refused with a sentence in both languages: %s", async (field, wrong) => {
    const { service, records } = createTestAssistants();
    const error = await fault(service.create(ann, { name: "A", ...wrong }));
    expect(error.code).toBe("input_invalid");
    expect(error.say("en")).toContain(field);
    expect(error.say("zh")).toMatch(new RegExp(`${field}|未识别|键`));
    expect(error.say("zh")).toMatch(/\p{Script=Han}/u);
    expect(`${error.say("en")}${error.say("zh")}`).not.toMatch(/123|rm -rf|shop-password/);
    expect(records.stored.size).toBe(0);
  });

  test("whose databases would share variables is refused", async () => {
    const { service } = createTestAssistants();
    const both = [source, { ...source, id: "d2", name: "SHOP" }];
    const error = await fault(service.create(ann, { name: "A", data_sources: both }));
    expect(error.code).toBe("input_invalid");
  });

  test.each([null, "text", 5, []])("is made of an object, not of %j", async (input) => {
    const error = await fault(createTestAssistants().service.create(ann, input));
    expect(error.code).toBe("input_invalid");
  });

  test("of an older release has the defaults, and a damaged one says so", async () => {
    const { service, records } = createTestAssistants();
    await records.insert(ann, { assistantId: "old", document: { name: "Old", gone: 1 } });
    expect(await service.get(ann, "old")).toMatchObject({ name: "Old", env_vars: {} });
    await records.insert(ann, { assistantId: "bad", document: { name: 5 } });
    expect((await fault(service.get(ann, "bad"))).code).toBe("state_unusable");
  });

  test("that cannot be read hides no others, is nobody else's to see, and can be removed", async () => {
    const { service, records } = createTestAssistants();
    await service.create(ann, { name: "Good" });
    await records.insert(ann, { assistantId: "bad", document: { name: 5, is_public: true } });
    expect((await service.list(ann)).data.map(({ name }) => name)).toEqual([
      "Data Analyst",
      "Good",
    ]);
    expect((await fault(service.get(bob, "bad"))).code).toBe("not_found");
    await service.remove(ann, "bad");
    expect(records.stored.has("bad")).toBe(false);
  });
});

type Service = ReturnType<typeof createTestAssistants>["service"];

/** Names a database, which only an admin may. */
const root = callerOf("ann", { isAdmin: true });

const clear = async (service: Service, id: string) =>
  (await service.open(root, id)).context.assistant?.setup?.();

describe("secrets of an assistant", () => {
  const withSecrets = { name: "A", env_vars: { TOKEN: "t0ken-1" }, data_sources: [source] };
  test("are sealed where they are kept, and masked in every answer", async () => {
    const { service, records } = createTestAssistants();
    const made = await service.create(root, withSecrets);
    const { id } = made;
    const changed = await service.update(root, id, { name: "B" });
    const answers = [made, changed, await service.get(root, id), await service.list(root)];
    const kept = [...records.stored.values()];
    expect(JSON.stringify([answers, kept])).not.toMatch(/t0ken-1|shop-password/);
    expect(made.env_vars).toEqual({ TOKEN: SECRET_MASK });
    expect(made.data_sources[0]?.password).toBe(SECRET_MASK);
    expect(await clear(service, id)).toMatchObject({
      envs: { TOKEN: "t0ken-1", DB_SHOP_PASSWORD: "shop-password" },
      secrets: ["t0ken-1", "shop-password"],
    });
  });

  test.each(["", SECRET_MASK])("that come back as %j keep what is stored", async (blank) => {
    const { service } = createTestAssistants();
    const { id } = await service.create(root, withSecrets);
    await service.update(root, id, {
      env_vars: { TOKEN: blank, MORE: "more-1" },
      data_sources: [{ ...source, host: "other.example.org", password: blank }],
    });
    expect((await clear(service, id))?.envs).toMatchObject({
      TOKEN: "t0ken-1",
      MORE: "more-1",
      DB_SHOP_HOST: "other.example.org",
      DB_SHOP_PASSWORD: "shop-password",
    });
  });

  test("are replaced, and removed with their name", async () => {
    const { service } = createTestAssistants();
    const { id } = await service.create(root, withSecrets);
    await service.update(root, id, { env_vars: { OTHER: "other-1" }, data_sources: [] });
    expect(await clear(service, id)).toMatchObject({
      envs: { OTHER: "other-1" },
      secrets: ["other-1"],
      addresses: [],
    });
  });

  test("that are blank where none is stored are asked for", async () => {
    const { service } = createTestAssistants();
    const { id } = await service.create(root, withSecrets);
    const error = await fault(service.update(root, id, { env_vars: { NEW: "" } }));
    expect([error.code, error.say("en")]).toEqual([
      "input_invalid",
      expect.stringContaining("env_vars.NEW"),
    ]);
    // At creation a blank is no secret at all, and the mask is only one that nobody wants.
    expect((await fault(service.create(root, { name: "B", env_vars: { NEW: "" } }))).code).toBe(
      "input_invalid",
    );
  });
});

describe("the list", () => {
  test("has the built-in one, then the newest first, in pages", async () => {
    const { service } = createTestAssistants();
    const made = [];
    for (const name of ["A", "B", "C"]) made.push((await service.create(ann, { name })).id);
    await service.create(bob, { name: "Not Ann's" });
    const first = await service.list(ann, { limit: 2 });
    expect(first.data.map(({ id }) => id)).toEqual([BUILT_IN_ID, made[2]]);
    expect(first.hasMore).toBe(true);
    const second = await service.list(ann, { limit: 2, after: made[2] });
    expect(second.data.map(({ id }) => id)).toEqual([made[1], made[0]]);
    expect(second.hasMore).toBe(false);
  });

  test.each([{ limit: 0 }, { limit: 101 }, { limit: "5" }, { before: "x" }])(
    "is not asked for with %j",
    async (paging) => {
      expect((await fault(createTestAssistants().service.list(ann, paging))).code).toBe(
        "input_invalid",
      );
    },
  );
});

describe("the built-in assistant", () => {
  test("is everybody's without an entry, and nobody changes or removes it", async () => {
    const { service, records } = createTestAssistants();
    expect(await service.get(bob, BUILT_IN_ID)).toMatchObject({ name: "Data Analyst" });
    for (const work of [
      service.update(ann, BUILT_IN_ID, { name: "Mine" }),
      service.remove(ann, BUILT_IN_ID),
    ])
      expect((await fault(work)).code).toBe("forbidden");
    expect(records.stored.size).toBe(0);
    const { context } = await service.open(bob, BUILT_IN_ID);
    expect(context.assistant).toMatchObject({ executionMode: "batch", instructions: "" });
  });
});
