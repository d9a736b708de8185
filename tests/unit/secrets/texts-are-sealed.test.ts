import { describe, expect, test } from "@jest/globals";
import { toKey, type Keyring } from "../../../src/secrets/keyring.ts";
import { isStale, seal, unseal } from "../../../src/secrets/sealed-text.ts";

const one: Keyring = [toKey("11".repeat(32))];
const two: Keyring = [toKey("22".repeat(32)), ...one];

const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};

describe("a sealed text", () => {
  test.each(["", "p@ss", "密码 🔑", "x".repeat(8_192)])("opens again: %#", (text) => {
    expect(unseal(seal(text, "a/b", one), "a/b", one)).toBe(text);
  });

  test("is another one each time, and shows neither text nor key", () => {
    const sealed = [seal("password", "a", one), seal("password", "a", one)];
    expect(sealed[0]).not.toBe(sealed[1]);
    const encoded = Buffer.from("password").toString("base64url").slice(0, 10);
    expect(sealed.join()).not.toMatch(new RegExp(`password|${encoded}|1111`));
  });

  test("opens in its own place only", () => {
    const sealed = seal("password", "asst_1/env_vars.A", one);
    expect(codeOf(() => unseal(sealed, "asst_1/env_vars.B", one))).toBe("config_invalid");
  });

  test.each([0, 20, -1])("does not open when a character is changed: %d", (at) => {
    const sealed = seal("password", "a", one);
    const [version, id, body = ""] = sealed.split(".");
    const index = at < 0 ? body.length + at - 1 : at;
    const other = body[index] === "A" ? "B" : "A";
    const changed = `${version}.${id}.${body.slice(0, index)}${other}${body.slice(index + 1)}`;
    expect(codeOf(() => unseal(changed, "a", one))).toBe("config_invalid");
  });

  test.each(["", "password", "v1.abc", "v1.0123456789ab.AA"])("nothing else opens: %j", (text) => {
    expect(codeOf(() => unseal(text, "a", one))).toBe("config_invalid");
  });

  test("names its key: older keys open it, a ring without it says which one is missing", () => {
    const sealed = seal("password", "a", one);
    expect(unseal(sealed, "a", two)).toBe("password");
    expect([isStale(sealed, one), isStale(sealed, two)]).toEqual([false, true]);
    const fresh = seal("password", "a", two);
    expect(() => unseal(fresh, "a", one)).toThrow(`the key ${two[0].id}, which is not here`);
  });
});
