import { expect, it } from "@jest/globals";
import { formatDuration } from "../../../src/cli/text/duration.ts";

it.each([
  [0, "0.0 s"],
  [840, "0.8 s"],
  [9_940, "9.9 s"],
  [42_900, "42 s"],
  [60_000, "1 min 00 s"],
  [185_000, "3 min 05 s"],
  [3_720_000, "1 h 02 min"],
])("%d ms is %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
