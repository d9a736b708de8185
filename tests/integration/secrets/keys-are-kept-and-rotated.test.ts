import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { createAssistantService } from "../../../src/assistants/assistant-service.ts";
import { rotateSecrets } from "../../../src/assistants/rotate-secrets.ts";
import { readConfig } from "../../../src/config.ts";
import type { Persistence } from "../../../src/persistence/persistence.ts";
import { openPersistence } from "../../../src/persistence/open-persistence.ts";
import { openKeyring } from "../../../src/secrets/open-keyring.ts";
import { rotateKeys } from "../../../src/secrets/rotate-keys.ts";
import { systemClock } from "../../../tools/ports/clock.ts";
import { ann, callerOf } from "../../helpers/callers.ts";
import { createMemoryStore } from "../../helpers/memory-store.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const KEYS = ["aa".repeat(32), "bb".repeat(32)] as const;

const opened: Persistence[] = [];
afterEach(async () => {
  for (const persistence of opened.splice(0)) await persistence.close();
});

async function installation() {
  const home = await temporaryFolder();
  const configOf = (env: Record<string, string> = {}) =>
    readConfig({ E2B_ANALYST_HOME: home, ...env });
  const persistence = await openPersistence(configOf(), systemClock);
  opened.push(persistence);
  const records = persistence.assistants;
  const serviceOf = (env: Record<string, string> = {}) =>
    createAssistantService({
      records,
      files: createMemoryStore(),
      keyring: async () => openKeyring(configOf(env)),
    });
  const secretOf = async (id: string, env: Record<string, string> = {}) =>
    (await serviceOf(env).open(ann, id)).context.assistant?.setup?.().envs.TOKEN;
  const keyFile = join(home, "secrets.key");
  const keysOf = async () => (await readFile(keyFile, "utf8")).trim().split("\n");
  return { home, configOf, records, serviceOf, secretOf, keyFile, keysOf };
}

const WITH_SECRET = { name: "A", env_vars: { TOKEN: "the-token" } };
const eve = callerOf("eve", { tenantId: "other" });

describe("the key of an installation", () => {
  test("is made once, for its owner alone, though many ask at once", async () => {
    const { configOf, keyFile, keysOf, home } = await installation();
    const rings = await Promise.all(Array.from({ length: 20 }, () => openKeyring(configOf())));
    expect(new Set(rings.map(([key]) => key.id)).size).toBe(1);
    expect(await keysOf()).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    expect((await readdir(home)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test.each(["", "not a key\n", `${"a".repeat(63)}\n`])("is no other file: %j", async (text) => {
    const { configOf, keyFile, home } = await installation();
    await mkdir(home, { recursive: true });
    await writeFile(keyFile, text);
    await expect(openKeyring(configOf())).rejects.toMatchObject({ code: "state_unusable" });
  });

  test("is CREDS_KEY where it is set; what the made one sealed opens still", async () => {
    const { serviceOf, secretOf, configOf } = await installation();
    const { id } = await serviceOf().create(ann, WITH_SECRET);
    expect(await secretOf(id, { CREDS_KEY: KEYS[0] })).toBe("the-token");
    const [key] = await openKeyring(configOf({ CREDS_KEY: KEYS[0] }));
    expect(key.bytes.toString("hex")).toBe(KEYS[0]);
  });

  test("is 64 hexadecimal digits, or the configuration says so and not what it was", () => {
    expect(() => readConfig({ CREDS_KEY: "hunter2" })).toThrow(/CREDS_KEY: must be 64 hex/);
    expect(() => readConfig({ CREDS_KEY_OLD: `${KEYS[0]},hunter2` })).toThrow(/CREDS_KEY_OLD/);
    expect(() => readConfig({ CREDS_KEY: "hunter2" })).not.toThrow(/hunter2/);
  });
});

describe("a rotation", () => {
  test("seals the secrets of all tenants with a new key", async () => {
    const { serviceOf, secretOf, configOf, records, keysOf } = await installation();
    const { id } = await serviceOf().create(ann, WITH_SECRET);
    await serviceOf().create(eve, WITH_SECRET);
    await serviceOf().create(ann, { name: "Without" });
    const [before] = await keysOf();
    const rotated = await rotateKeys(configOf(), async (ring) => rotateSecrets(records, ring));
    expect(rotated).toBe(2);
    const [now, previous] = await keysOf();
    expect([now === before, previous === before]).toEqual([false, true]);
    const [key] = await openKeyring(configOf());
    const texts = (await records.after("", 10)).map(({ document }) => JSON.stringify(document));
    expect(texts.filter((text) => text.includes(`v1.${key.id}.`))).toHaveLength(2);
    expect(await secretOf(id)).toBe("the-token");
  });

  test("that is cut off loses nothing, and the next one ends it", async () => {
    const { serviceOf, secretOf, configOf, records, keysOf } = await installation();
    const ids = [];
    for (let count = 0; count < 5; count += 1)
      ids.push((await serviceOf().create(ann, WITH_SECRET)).id);
    let left = 2;
    const failing = {
      ...records,
      update: async (...given: Parameters<typeof records.update>) => {
        if (left === 0) throw new Error("cut off");
        left -= 1;
        return records.update(...given);
      },
    };
    const cut = rotateKeys(configOf(), async (ring) => rotateSecrets(failing, ring));
    await expect(cut).rejects.toThrow("cut off");
    for (const id of ids) expect(await secretOf(id)).toBe("the-token");
    expect(await rotateKeys(configOf(), async (ring) => rotateSecrets(records, ring))).toBe(5);
    expect(await keysOf()).toHaveLength(2);
    for (const id of ids) expect(await secretOf(id)).toBe("the-token");
  });

  test("goes over a change that is made meanwhile", async () => {
    const { serviceOf, secretOf, configOf, records } = await installation();
    const { id } = await serviceOf().create(ann, WITH_SECRET);
    let isFirst = true;
    const raced = {
      ...records,
      update: async (...given: Parameters<typeof records.update>) => {
        if (isFirst) await serviceOf().update(ann, id, { description: "changed" });
        isFirst = false;
        return records.update(...given);
      },
    };
    expect(await rotateKeys(configOf(), async (ring) => rotateSecrets(raced, ring))).toBe(1);
    expect(await serviceOf().get(ann, id)).toMatchObject({ description: "changed", version: 3 });
    expect(await secretOf(id)).toBe("the-token");
  });

  test("from one CREDS_KEY to another needs the old one until it has run", async () => {
    const { serviceOf, secretOf, configOf, records, keyFile } = await installation();
    const [old, now] = KEYS;
    const { id } = await serviceOf({ CREDS_KEY: old }).create(ann, WITH_SECRET);
    await expect(secretOf(id, { CREDS_KEY: now })).rejects.toMatchObject({
      code: "config_invalid",
    });
    const both = { CREDS_KEY: now, CREDS_KEY_OLD: old };
    expect(await secretOf(id, both)).toBe("the-token");
    expect(await rotateKeys(configOf(both), async (ring) => rotateSecrets(records, ring))).toBe(1);
    expect(await secretOf(id, { CREDS_KEY: now })).toBe("the-token");
    await expect(stat(keyFile)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
