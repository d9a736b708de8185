import { describe, expect, test } from "@jest/globals";
import { LinkRewriter } from "../../../src/server/content/link-rewriter.ts";

const rewriter = () =>
  new LinkRewriter(({ isPicture, label, target }) =>
    target.startsWith("http")
      ? undefined
      : `<${isPicture ? "picture" : "link"} ${label} ${target}>`,
  );

/** The whole text at once, and a character at a time. */
function both(text: string): string {
  const whole = rewriter();
  const once = whole.push(text) + whole.end();
  const slow = rewriter();
  const pieces = Array.from(text, (character) => slow.push(character)).join("") + slow.end();
  expect(pieces).toBe(once);
  return once;
}

describe("links in text that comes in pieces", () => {
  test.each([
    ["See [the table](out.csv).", "See <link the table out.csv>."],
    ["![销售额](sandbox:/home/user/图 1.png)", "<picture 销售额 sandbox:/home/user/图 1.png>"],
    ['[a](b.csv "title") and ![c](<d e.png>)', "<link a b.csv> and <picture c d e.png>"],
    ["[site](https://example.org/a_(b))", "[site](https://example.org/a_(b))"],
    ["[report (1)](report(1).csv)!", "<link report (1) report(1).csv>!"],
  ])("%s", (text, expected) => {
    expect(both(text)).toBe(expected);
  });

  test.each([
    ["x[0] and y[1](no link", "x[0] and y[1](no link"],
    ["a ! b !", "a ! b !"],
    ["[open", "[open"],
    ["- [ ] to do\n- [x] done", "- [ ] to do\n- [x] done"],
    ["footnote[^1]\n(not a link)", "footnote[^1]\n(not a link)"],
  ])("%s is no link", (text, expected) => {
    expect(both(text)).toBe(expected);
  });

  test("code stays as it is", () => {
    const code = "`df[mask](a.csv)` ```\ndf[m](a.csv)\n``` ``x`[a](b)``";
    expect(both(`${code} [a](b)`)).toBe(`${code} <link a b>`);
    expect(both("a ` b\n\n[c](d)")).toBe("a ` b\n\n<link c d>");
  });

  test("a text without links is not held back", () => {
    const live = rewriter();
    expect(live.push("Hello wor")).toBe("Hello wor");
    expect(live.push("ld [not a ")).toBe("ld ");
    expect(live.push(`link${"x".repeat(400)}`)).toContain("[not a link");
  });

  test("a hostile text takes no longer than its length asks", () => {
    const live = rewriter();
    const text = "[".repeat(100_000) + "](".repeat(1_000) + "`".repeat(10_000);
    expect(live.push(text) + live.end()).toBe(text);
  });
});
