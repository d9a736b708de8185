import type { CellOutcome } from "../../../graphs/analyst/outcomes.ts";
import type { Language, Words } from "../../../tools/words.ts";

/** What an answer says around the model's own words. */
const words = {
  plan: { en: "Plan", zh: "计划" },
  files: { en: "Files", zh: "文件" },
  caveats: { en: "Please note", zh: "请注意" },
  fullOutput: { en: "full output", zh: "完整输出" },
  recovering: {
    en: "Restoring the sandbox of this conversation.",
    zh: "正在恢复本会话的沙箱。",
  },
  notRestored: { en: "Could not be restored:", zh: "未能恢复：" },
  approval: { en: "Waits for approval.", zh: "等待批准。" },
} as const satisfies Record<string, Words>;

export const say = (key: keyof typeof words, language: Language): string => words[key][language];

const outcomes: Partial<Record<CellOutcome, Words>> = {
  silent: { en: "printed nothing", zh: "没有任何输出" },
  timeout: { en: "stopped at its time limit", zh: "超时，已中断" },
  out_of_memory: { en: "out of memory", zh: "内存不足" },
  sandbox_lost: { en: "the sandbox was lost", zh: "沙箱丢失" },
  cancelled: { en: "interrupted", zh: "已中断" },
};

/** How a cell ended when that is worth a word; `error` is the headline of a failure. */
export function endOfCell(
  outcome: CellOutcome,
  error: string | undefined,
  language: Language,
): string {
  return outcomes[outcome]?.[language] ?? error ?? "";
}

export function repairWords(attempt: number, limit: number, language: Language): string {
  return language === "zh" ? `第 ${attempt}/${limit} 次修复` : `Repair ${attempt} of ${limit}`;
}

export function moreLines(count: number, language: Language): string {
  return language === "zh" ? `… 还有 ${count} 行 …` : `… ${count} more lines …`;
}
