import { describe, expect, it } from "@jest/globals";
import { PendingText } from "../../../src/cli/render/pending-text.ts";

describe("text that is not settled yet", () => {
  it("gives out an earlier message when the next one begins", () => {
    const pending = new PendingText();
    expect(pending.push("I will now ")).toBe("");
    expect(pending.push("start.")).toBe("");
    pending.boundary();
    expect(pending.push("The answer")).toBe("I will now start.");
    expect(pending.take()).toBe("The answer");
    expect(pending.take()).toBe("");
  });

  it("leaves out the plan's lines and what announced them", () => {
    const pending = new PendingText();
    pending.push("Hello.\n\n**Plan:**\n\n1. **Read** the file\n2) Sum `it`\n\nFirst I read.");
    expect(pending.takeWithout(["Read the file", "Sum it"])).toBe("Hello.\n\nFirst I read.");
  });

  it("knows Chinese lists", () => {
    const pending = new PendingText();
    pending.push("计划如下：\n1、读取数据\n2、汇总");
    expect(pending.takeWithout(["读取数据", "汇总"])).toBe("");
  });

  it("keeps a bounded tail at hand for what is drawn again and again", () => {
    const pending = new PendingText();
    pending.push("x".repeat(100_000));
    expect(pending.tail().length).toBe(4000);
    expect(pending.take().length).toBe(100_000);
  });
});
