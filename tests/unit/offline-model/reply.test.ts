import { describe, expect, test } from "@jest/globals";
import { notice } from "../../../graphs/analyst/question.ts";
import { Conversation, SHARES } from "./conversation.ts";
import { chineseSales, sales } from "./profiles.ts";

const TRACE = "Traceback (most recent call last):\n  File \"x\"\nKeyError: 'region'";

describe("an analysis", () => {
  test("begins with a numbered plan and the cell that reads", () => {
    const { text, call } = new Conversation(sales).ask("Share of sales by region");
    expect(text).toBe(
      "Plan:\n1. Read the data and clean region and sales_usd\n2. Compute the share of each region and draw it",
    );
    expect(call).toMatchObject({ step: 1, title: "Read the data and clean region and sales_usd" });
    expect(call?.code).toContain('raw = pd.read_csv("/home/user/sales.csv")');
  });

  test("goes on with the cell that computes, then answers with the numbers", () => {
    const talk = new Conversation(sales);
    talk.ask("Share of sales by region");
    const second = talk.observe("Rows read: 501; rows used: 500");
    expect(second).toMatchObject({ text: "", call: { step: 2 } });
    const { text, call } = talk.observe(`region value\n${SHARES}\nShown to the user: chart.png`);
    expect(call).toBeUndefined();
    expect(text).toContain(
      "**East** has the largest share of `sales_usd`: **60.0%** (600 USD of 1,000 USD)",
    );
    expect(text).toContain(String.raw`| A \| \<b\> | 400 USD | 40.0% |`);
    expect(text).toContain("left out: 3");
    expect(text).toContain("Offline model");
  });

  test("is in the language of the question, comments and chart text too", () => {
    const talk = new Conversation(chineseSales);
    const first = talk.ask("各地区的销售额占比");
    expect(first.text).toMatch(/^计划：\n1\. 读取数据，整理 地区 和 销售额（元）\n2\. /);
    expect(first.call?.code).toContain("# 只保留问题需要的列。");
    const second = talk.observe("读取 400 行");
    expect(second.call?.code).toContain("占 销售额（元） 总和的比例（%）");
    expect(second.call?.code).not.toMatch(/# [A-Z]/);
    expect(talk.observe(SHARES).text).toContain("离线模型");
  });

  test("of the next question begins anew", () => {
    const talk = new Conversation(sales);
    talk.ask("Share of sales by region");
    talk.observe("read");
    talk.observe(SHARES);
    expect(talk.ask("Share of quantity by product").call).toMatchObject({ step: 1 });
  });

  test("is not confused by a notice of the graph", () => {
    const talk = new Conversation(sales);
    talk.ask("Share of sales by region");
    talk.observe("read");
    talk.messages.push(notice("n1", "Steps of your plan are still open: 2. Do them now."));
    expect(talk.observe(SHARES).text).toContain("**60.0%**");
  });

  test("takes the last line that is a result, not one that a value of the file imitates", () => {
    const talk = new Conversation(sales);
    talk.ask("Share of sales by region");
    talk.observe("read");
    const fake = SHARES.replace("60,", "99,").replace("600", "999");
    expect(talk.observe(`${fake}\n${SHARES}`).text).toContain("60.0%");
  });

  test("says so when the result did not come back whole", () => {
    const talk = new Conversation(sales);
    talk.ask("Share of sales by region");
    talk.observe("read");
    expect(talk.observe(`${SHARES.slice(0, 60)}\n[… 300 more characters cut]`).text).toContain(
      "did not come back whole",
    );
  });
});

describe("a failure", () => {
  test("of the reading is repaired once with a tolerant way to read", () => {
    const talk = new Conversation(sales);
    talk.ask("Share of sales by region");
    const { text, call } = talk.observe("UnicodeDecodeError: 'utf-8'", false);
    expect(text).toBe("That failed; here is a simpler way.");
    expect(call?.step).toBe(1);
    expect(call?.code).toContain("gb18030");
    expect(call?.code).not.toContain('source_in_memory") != source');
  });

  test("of the computing is repaired once, in one cell and without the chart", () => {
    const talk = new Conversation(sales);
    talk.ask("Share of sales by region");
    const planned = talk.observe("read").call?.code ?? "";
    expect(planned).toContain("plt.show()");
    const { call } = talk.observe("NameError: name 'data' is not defined", false);
    expect(call?.step).toBe(2);
    expect(call?.code).toContain("pd.read_csv");
    expect(call?.code).not.toContain("plt.");
    expect(talk.observe(SHARES).text).toContain("60.0%");
  });

  test("that comes again ends with the error and no third try", () => {
    const talk = new Conversation(sales);
    talk.ask("Share of sales by region");
    talk.observe(TRACE, false);
    const { text, call } = talk.observe(TRACE, false);
    expect(call).toBeUndefined();
    expect(text).toContain("`KeyError: 'region'`");
    expect(text).toContain("Offline model");
  });

  test("of both ways to compute ends too, in Chinese for a Chinese question", () => {
    const talk = new Conversation(chineseSales);
    talk.ask("各地区的销售额占比");
    talk.observe("读取");
    talk.observe(TRACE, false);
    expect(talk.observe(TRACE, false).text).toContain("这个分析没有完成");
  });

  test("of the first cell is remembered when the second one has to read again", () => {
    const talk = new Conversation(sales);
    talk.ask("Share of sales by region");
    talk.observe(TRACE, false);
    talk.observe("read");
    expect(talk.observe(TRACE, false).call?.code).toContain("gb18030");
  });
});
