import { always, type CaveatRule } from "./caveat-rule.ts";

/** What the sandbox itself writes beside a cell's own output. */
export const SANDBOX_RULES: readonly CaveatRule[] = [
  {
    kind: "output_cut",
    text: /^\[output cut: /,
    words: always(
      "The cell printed more than the sandbox passes on; the rest is lost. Print a summary, or write to a file.",
      "单元输出超过沙箱可传出的量，其余部分已丢失。请打印摘要，或写入文件。",
    ),
  },
];
