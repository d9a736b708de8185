import { expect, test } from "@jest/globals";
import { notice } from "../../../graphs/analyst/question.ts";
import { Conversation } from "./conversation.ts";
import { noNumbers, penguins, sales, withTable } from "./profiles.ts";

test.each([
  ["Hello", "Hello."],
  ["Thanks!", "You are welcome."],
  ["你好", "你好。"],
  ["你是谁", "离线模型"],
  ["What can you do?", "Top 5 products"],
  ["What is a p-value?", "no rule of mine covers it"],
  ["Predict next month's sales", "I do not guess"],
  ["预测下个月的销售额", "我也不猜测"],
])("%s", (question, words) => {
  const { text, call } = new Conversation(sales).ask(question);
  expect(call).toBeUndefined();
  expect(text).toContain(words);
  expect(text).toMatch(/Offline model|离线模型/);
});

test("a question about data asks for a file when there is none", () => {
  const english = new Conversation().ask("Top 5 products by sales");
  expect(english.call).toBeUndefined();
  expect(english.text).toContain("none is attached");
  expect(new Conversation().ask("各地区的销售额占比").text).toContain("需要数据文件");
});

test("a file that could not be read is named with the reason", () => {
  const broken = { ...sales, tables: [], error: "the file holds no values" };
  expect(new Conversation(broken).ask("Overview").text).toContain(
    "sales.csv: the file holds no values",
  );
});

test("a table without rows is not computed", () => {
  const empty = withTable(sales, () => ({ rows: 0 }));
  const { text, call } = new Conversation(empty).ask("Total sales by region");
  expect(call).toBeUndefined();
  expect(text).toContain("no rows");
});

test("what the table lacks is said", () => {
  const noTime = withTable(penguins, (table) => ({ columns: table.columns.slice(0, 7) }));
  expect(new Conversation(noTime).ask("body mass over time").text).toContain(
    "needs a column with dates",
  );
  const noGroup = withTable(penguins, (table) => ({ columns: table.columns.slice(2, 6) }));
  expect(new Conversation(noGroup).ask("Is body mass significantly different?").text).toContain(
    "few groups",
  );
});

test("when no code may be run any more, it says that the analysis is unfinished", () => {
  const talk = new Conversation(sales);
  talk.ask("Share of sales by region");
  talk.messages.push(notice("n1", "conclude"));
  expect(talk.reply([]).text).toContain("not finished");
});

test("a column beyond those that are described is not guessed at", () => {
  const wide = withTable(sales, () => ({ notes: ["more columns, 2: warranty, colour"] }));
  expect(new Conversation(wide).ask("Average warranty by region").text).toContain(
    "`warranty` is beyond the first 7",
  );
});

test.each(["Average by transport", "What is the total?", "各交通方式的平均值"])(
  "no average is made up where nothing is a number: %s",
  (question) => {
    const { text, call } = new Conversation(noNumbers).ask(question);
    expect(call).toBeUndefined();
    expect(text).toMatch(/column of numbers|数值列/);
  },
);
