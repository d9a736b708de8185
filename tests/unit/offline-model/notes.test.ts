import { expect, test } from "@jest/globals";
import type { DatasetProfile } from "../../../graphs/analyst/profile.ts";
import { Conversation, SHARES } from "./conversation.ts";
import { penguins, sales } from "./profiles.ts";

const answer = (question: string, ...datasets: DatasetProfile[]) => {
  const talk = new Conversation(...datasets);
  talk.ask(question);
  talk.observe("read");
  return talk.observe(SHARES).text;
};

test.each([
  [
    "Draw a pie chart",
    "Chosen by type, because the question names no such column: `region` (grouped by)",
  ],
  ["Share of sales by region in 2023", "Only rows with order_date = 2023."],
  ["Share of sales by region in Berlin", "without effect: Berlin"],
  ["Share of sales and quantity by region", "Named in the question, but not used here: `quantity`"],
  [
    "Share of sales by region with the correlation heat map",
    "ask for it separately: shares of a whole",
  ],
])("%s", (question, words) => {
  const text = question.includes("heat map") ? correlated(question) : answer(question, sales);
  expect(text).toContain(words);
});

function correlated(question: string): string {
  const talk = new Conversation(sales);
  talk.ask(question);
  talk.observe("read");
  const pair = { a: "sales_usd", b: "quantity", r: 0.5, p: 0.01, rho: 0.4, n: 100 };
  return talk.observe(JSON.stringify({ intent: "correlation", left_out: 0, pairs: [pair] })).text;
}

test("name the table where there are several", () => {
  expect(answer("Share of sales by region", penguins, sales)).toContain(
    "Table in use: `sales.csv`.",
  );
});
