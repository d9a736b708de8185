import { always, type CaveatRule } from "./caveat-rule.ts";
import { MODEL_RULES } from "./model-rules.ts";

const LOGGED_ON_STDOUT = ["ignored_parameter", "nothing_learned"];

/** What a cell printed or showed as its value, tried line by line. */
export const OUTPUT_RULES: readonly CaveatRule[] = [
  {
    kind: "empty_result",
    text: /^Empty DataFrame$|^Series\(\[\], |^shape: \(0, \d+\)$/,
    words: always("A result that was shown is empty.", "显示的结果为空。"),
  },
  ...MODEL_RULES.filter(({ kind }) => LOGGED_ON_STDOUT.includes(kind)).map((rule) => ({
    ...rule,
    text: new RegExp(`^\\[LightGBM\\] \\[Warning\\].*(?:${rule.text.source})`),
  })),
];
