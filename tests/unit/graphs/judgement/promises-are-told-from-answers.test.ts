import { describe, expect, test } from "@jest/globals";
import { isPromiseWithoutAction } from "../../../../graphs/analyst/judgement/promise.ts";
import { CHINESE_ANSWERS, CHINESE_PROMISES } from "./promise-samples/chinese.ts";
import { ENGLISH_ANSWERS, ENGLISH_PROMISES } from "./promise-samples/english.ts";
import { OTHER_ANSWERS, OTHER_PROMISES } from "./promise-samples/other-languages.ts";

describe.each([
  ["English", ENGLISH_PROMISES, ENGLISH_ANSWERS, 30],
  ["Chinese", CHINESE_PROMISES, CHINESE_ANSWERS, 30],
  ["Japanese, German, French, Spanish", OTHER_PROMISES, OTHER_ANSWERS, 16],
])("%s", (_, promises, answers, atLeast) => {
  test("there are enough samples, none twice", () => {
    expect(promises.length).toBeGreaterThanOrEqual(atLeast);
    expect(answers.length).toBeGreaterThanOrEqual(atLeast);
    expect(new Set([...promises, ...answers]).size).toBe(promises.length + answers.length);
  });

  test.each(promises.map((text) => [text]))("a promise: %s", (text) => {
    expect(isPromiseWithoutAction(text)).toBe(true);
  });

  test.each(answers.map((text) => [text]))("an answer: %s", (text) => {
    expect(isPromiseWithoutAction(text)).toBe(false);
  });
});

describe("length does not decide", () => {
  const findings = "North sold 412 units, South 388, and West 120. ".repeat(60);

  test("a long reply that ends with a promise is one", () => {
    expect(isPromiseWithoutAction(`${findings}\n\nNext, I will compute the monthly totals.`)).toBe(
      true,
    );
  });

  test("a promise that is followed by findings is none", () => {
    expect(isPromiseWithoutAction(`Let me look at the regions.\n\n${findings}`)).toBe(false);
  });

  test.each(["4.1", "Yes.", "是的。", "p = 0.03", "42"])("a short answer stays one: %s", (text) => {
    expect(isPromiseWithoutAction(text)).toBe(false);
  });
});

describe("form does not decide", () => {
  test.each([
    ["typographic apostrophes", "I’ll load the data now."],
    ["bold", "**Let me load the data.**"],
    ["a heading before it", "## Approach\n\nI will load the data and compute the mean."],
    ["a quotation", "> I will load the data."],
    ["blank lines after it", "I will load the data.\n\n\n  \n"],
    ["a rule after it", "I will load the data.\n\n---\n"],
    ["code after it", "I will load the data:\n```python\nimport pandas\n```\n"],
    ["code that is not closed", "Let me run this.\n```python\nimport pandas"],
    ["a windows line end", "Fine.\r\nI will load the data.\r\n"],
  ])("%s", (_, text) => {
    expect(isPromiseWithoutAction(text)).toBe(true);
  });

  test.each([
    ["nothing", ""],
    ["blanks", " \n\n "],
    ["signs only", "---\n***"],
    ["code only", "```python\nprint(1)\n```"],
    ["a table after an announcement", "Let me show the totals.\n\n| a | b |\n|---|---|\n| 1 | 2 |"],
    ["a list of findings after an announcement", "Let me list them:\n- North: 412\n- South: 388"],
  ])("%s is no promise", (_, text) => {
    expect(isPromiseWithoutAction(text)).toBe(false);
  });
});

test.each([
  ["one endless line", "I will ".repeat(500_000)],
  ["endless quotes", `I will load the data.${'"'.repeat(1_000_000)}`],
  ["endless sentences", "我先。".repeat(500_000)],
  ["endless items", "- load\n".repeat(200_000)],
  ["endless fences", "```\n".repeat(200_000)],
])("hostile text stays harmless: %s", (_, text) => {
  expect(typeof isPromiseWithoutAction(text)).toBe("boolean");
});
