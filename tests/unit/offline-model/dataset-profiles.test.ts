import { expect, test } from "@jest/globals";
import { readDatasetProfiles } from "../../../src/offline-model/dataset-profiles.ts";
import { penguins, sales } from "./profiles.ts";

const block = (text: string) =>
  `You are an analyst.\n\n\`\`\`json dataset-profiles\n${text}\n\`\`\`\n\nMore.`;

test("the profiles of the block are read", () => {
  expect(readDatasetProfiles(block(JSON.stringify([sales, penguins])))).toEqual([sales, penguins]);
});

test("the last block counts", () => {
  const prompt = block(JSON.stringify([sales])) + block(JSON.stringify([penguins]));
  expect(readDatasetProfiles(prompt)).toEqual([penguins]);
});

test("a profile that does not fit is left out, the others stay", () => {
  expect(readDatasetProfiles(block(JSON.stringify([{ path: 1 }, sales, null])))).toEqual([sales]);
});

test.each([
  ["no block", "You are an analyst."],
  ["no JSON", block("not json")],
  ["no list", block('{"path": "a"}')],
  ["an empty block", block("")],
  ["an open block", '```json dataset-profiles\n[{"path":'],
])("%s gives no profiles", (_name, prompt) => {
  expect(readDatasetProfiles(prompt)).toEqual([]);
});

test("fences inside of values do not end the block", () => {
  const [table] = sales.tables;
  const tricky = {
    ...sales,
    tables: [{ ...table, head: "```\n```json dataset-profiles\n[]\n```" }],
  };
  expect(readDatasetProfiles(block(JSON.stringify([tricky])))).toHaveLength(1);
});
