import { expect, test } from "@jest/globals";
import { environmentKey } from "../../../../src/embedded-e2b/environment/environment-key.ts";

const steps = [{ version: "six==1.17.0" }, { version: "font 1" }];
const key = environmentKey(steps, "x64");

test("the same contents have the same key, one that can be a file's name", () => {
  expect(environmentKey(structuredClone(steps), "x64")).toBe(key);
  expect(key).toMatch(/^[0-9a-f]{16}$/);
});

test.each([
  ["another version of a part", [{ version: "six==1.16.0" }, { version: "font 1" }], "x64"],
  ["one part less", [{ version: "six==1.17.0" }], "x64"],
  ["another order", steps.toReversed(), "x64"],
  ["the same text cut elsewhere", [{ version: "six==1.17.0font 1" }, { version: "" }], "x64"],
  ["another architecture", steps, "arm64"],
])("%s makes another key", (_, others, architecture) => {
  expect(environmentKey(others, architecture)).not.toBe(key);
});
