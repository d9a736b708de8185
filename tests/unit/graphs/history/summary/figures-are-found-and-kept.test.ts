import { describe, expect, test } from "@jest/globals";
import { keepFigures } from "../../../../../graphs/analyst/history/summary/keep-figures.ts";
import {
  keyFigures,
  numbersIn,
} from "../../../../../graphs/analyst/history/summary/key-figures.ts";
import { NO_SECTIONS } from "../../../../../graphs/analyst/history/summary/summary.ts";

describe("the sentences of an answer that state a number", () => {
  test.each([
    [
      "The mean is 42.7 EUR. It rose. In May it was 40!",
      ["The mean is 42.7 EUR.", "In May it was 40!"],
    ],
    ["平均值为 42.7 元。走势平稳。五月为 40 元。", ["平均值为 42.7 元。", "五月为 40 元。"]],
    ["1. Look\n2. North leads with 12 %", ["North leads with 12 %"]],
    ["| region | sum |\n|:---|---:|\n| North | 12 |\n| South | n/a |", ["| North | 12 |"]],
    ["As c12 shows, nothing changed. Good.", ["As c12 shows, nothing changed."]],
    ["It is 12 EUR.\n\n![Chart 7](/d/a1b2/chart-7.png)", ["It is 12 EUR."]],
    ["See [the 3 sums](https://example.org/d/9?x=1).", ["See the 3 sums."]],
    ["No number here. None there.", ["No number here."]],
    ["", []],
  ])("of %j", (answer, sentences) => {
    expect(keyFigures(answer)).toEqual(sentences);
  });

  test("a number is the same in every spelling, and a single digit says too little", () => {
    expect(numbersIn("1,234.50, 1234.50 and 12 of 3 in c15")).toEqual(["1234.50", "1234.50", "12"]);
  });
});

describe("notes that a model wrote", () => {
  const written = { ...NO_SECTIONS, findings: ["North: 1234.5"], goal: ["Sales of 2024"] };
  const facts = {
    ...NO_SECTIONS,
    findings: [
      "[11] How much in North? → North made 1,234.5 EUR.",
      "[12] And in South in 2023? → South made 88 EUR.",
      "[13] Why 99? → Nobody knows.",
    ],
  };

  test("get back the findings whose figures they lost, before their own", () => {
    expect(keepFigures(written, facts)).toEqual({
      ...written,
      findings: [facts.findings[1], "North: 1234.5"],
    });
  });

  test("that lost nothing stay as they are", () => {
    const whole = { ...written, done: ["South came to 88"] };
    expect(keepFigures(whole, facts)).toEqual(whole);
  });
});
