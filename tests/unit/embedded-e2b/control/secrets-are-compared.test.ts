import { describe, expect, test } from "@jest/globals";
import {
  newApiKey,
  newSandboxId,
  sameSecret,
} from "../../../../src/embedded-e2b/control/identity.ts";

describe("identities", () => {
  test("a sandbox id fits into a host name and never comes twice", () => {
    const ids = Array.from({ length: 200 }, newSandboxId);
    for (const id of ids) expect(id).toMatch(/^i[a-z0-9]{20}$/);
    expect(new Set(ids).size).toBe(200);
  });

  test("an API key has the form that every SDK accepts", () => {
    expect(newApiKey()).toMatch(/^e2b_[0-9a-f]{40}$/);
  });

  test.each([
    ["abc", true],
    ["abd", false],
    ["abcd", false],
    ["", false],
    [undefined, false],
    [["abc"], false],
  ])("a secret compared with %j is the same: %j", (given, same) => {
    expect(sameSecret(given, "abc")).toBe(same);
  });
});
