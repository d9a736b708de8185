import type { RunEvent, SandboxStatus } from "../../../graphs/analyst/events.ts";
import type { StopReason } from "../../../graphs/analyst/stop-reasons.ts";
import type { CellOutcome } from "../../../graphs/analyst/outcomes.ts";
import type { Language, Words } from "../../../tools/words.ts";

/** What the terminal itself says while a run goes on. */

const sandboxWords: Record<SandboxStatus, Words> = {
  creating: { en: "Starting the sandbox", zh: "正在启动沙箱" },
  created: { en: "Sandbox ready", zh: "沙箱已就绪" },
  reused: { en: "Sandbox ready", zh: "沙箱已就绪" },
  resumed: { en: "Sandbox of this thread found again", zh: "已找回本会话的沙箱" },
  recovering: { en: "The sandbox is gone; restoring it", zh: "沙箱已丢失，正在恢复" },
  replaying: { en: "Running earlier cells again", zh: "正在重新运行先前的单元" },
  installing: { en: "Installing a missing package", zh: "正在安装缺少的软件包" },
  replayed: { en: "Sandbox restored", zh: "沙箱已恢复" },
};

/** The same when only Python was lost and its sandbox stays. */
const variablesWords: Partial<Record<SandboxStatus, Words>> = {
  recovering: {
    en: "Python was started anew; bringing variables back",
    zh: "Python 已重新启动，正在恢复变量",
  },
  replayed: { en: "Variables brought back", zh: "变量已恢复" },
};

type SandboxEvent = Extract<RunEvent, { type: "sandbox" }>;

/** One line about the sandbox, with counts and the cells that are not back. */
export function sandboxText(event: SandboxEvent, language: Language): string {
  const { status, lost, cells, note } = event;
  const special = lost === "variables" ? variablesWords[status] : undefined;
  const words = (special ?? sandboxWords[status])[language];
  if (status === "replaying" && cells !== undefined)
    return `${words} (${Math.min(cells.done + 1, cells.of)}/${cells.of})`;
  if (status === "installing" && note !== undefined) return `${words}: ${note}`;
  if (status !== "replayed" || cells === undefined || cells.of === 0) return words;
  const back =
    language === "zh"
      ? `${cells.done}/${cells.of} 个单元`
      : `${cells.done} of ${many(cells.of, "cell", "cells")}`;
  const without =
    note === undefined ? "" : language === "zh" ? `，缺 ${note}` : `, without ${note}`;
  return `${words} (${back}${without})`;
}

/** Shown for good, not only while it lasts. */
export const NOTABLE_SANDBOX: ReadonlySet<SandboxStatus> = new Set([
  "resumed",
  "recovering",
  "installing",
  "replayed",
]);

const outcomes: Partial<Record<CellOutcome, Words>> = {
  data_caveat: { en: "worked, with a caveat", zh: "已完成，但请留意" },
  glyph_missing: { en: "characters missing in a chart", zh: "图表缺字" },
  silent: { en: "printed nothing", zh: "没有任何输出" },
  timeout: { en: "stopped at its time limit", zh: "超时，已中断" },
  out_of_memory: { en: "out of memory", zh: "内存不足" },
  sandbox_lost: { en: "the sandbox was lost", zh: "沙箱丢失" },
  cancelled: { en: "interrupted", zh: "已中断" },
};

export function outcomeText(outcome: CellOutcome, language: Language): string | undefined {
  return outcomes[outcome]?.[language];
}

export const stopWords: Record<StopReason, Words> = {
  completed: { en: "Done", zh: "完成" },
  needs_input: { en: "Waiting for your answer", zh: "等待你的回答" },
  repairs_exhausted: {
    en: "Stopped: the code could not be repaired",
    zh: "已停止：代码未能修复",
  },
  repeated_failure: {
    en: "Stopped: the same failure came again and again",
    zh: "已停止：同样的错误反复出现",
  },
  step_limit: { en: "Stopped: all cells of a run are used", zh: "已停止：单元数用完" },
  time_limit: { en: "Stopped: the time of a run is over", zh: "已停止：时间用完" },
  budget_limit: { en: "Stopped: the budget is used up", zh: "已停止：预算用完" },
  blocked_by_policy: {
    en: "Stopped: the code policy does not allow this",
    zh: "已停止：代码策略不允许",
  },
  sandbox_unavailable: { en: "Stopped: no sandbox to be had", zh: "已停止：沙箱不可用" },
  model_unavailable: { en: "Stopped: the model does not answer", zh: "已停止：模型不可用" },
  cancelled: { en: "Cancelled", zh: "已取消" },
};

/** All short texts in one table. */
const texts = {
  plan: { en: "Plan", zh: "计划" },
  starting: { en: "Starting", zh: "正在启动" },
  thinking: { en: "Thinking", zh: "思考中" },
  running: { en: "Running", zh: "正在运行" },
  interruptHint: { en: "Ctrl-C interrupts", zh: "Ctrl-C 中断" },
  stopping: {
    en: "Stopping. Ctrl-C again quits at once",
    zh: "正在停止。再按一次 Ctrl-C 立即退出",
  },
  files: { en: "Files", zh: "文件" },
  caveats: { en: "Please note", zh: "请留意" },
  approval: { en: "Waits for approval", zh: "等待批准" },
  chart: { en: "chart", zh: "图表" },
  file: { en: "file", zh: "文件" },
  output: { en: "full output", zh: "完整输出" },
  tokens: { en: "tokens", zh: "tokens" },
} as const satisfies Record<string, Words>;

export function text(key: keyof typeof texts, language: Language): string {
  return texts[key][language];
}

const count = (value: number) => value.toLocaleString("en-US");
const many = (value: number, one: string, more: string) => `${value} ${value === 1 ? one : more}`;

export function moreLines(count: number, language: Language): string {
  return language === "zh" ? `… 还有 ${count} 行` : `… ${count} more line${count === 1 ? "" : "s"}`;
}

export function repairText(attempt: number, limit: number, language: Language): string {
  return language === "zh" ? `第 ${attempt}/${limit} 次修复` : `Repair ${attempt} of ${limit}`;
}

export function tableSize(rows: number, columns: number, language: Language): string {
  return language === "zh"
    ? `${count(rows)} 行 × ${columns} 列`
    : `${count(rows)} rows × ${columns} columns`;
}

export function notSaved(name: string, why: string, language: Language): string {
  return language === "zh" ? `${name} 未能保存：${why}` : `${name} could not be saved: ${why}`;
}

export function continueHint(threadId: string, language: Language): string {
  const hint = `e2b-analyst ask "…" --thread ${threadId}`;
  return language === "zh" ? `继续对话：${hint}` : `Go on with: ${hint}`;
}

interface Counts {
  readonly cells: number;
  readonly modelCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** `2 cells · 3 model calls · 1,200 + 340 tokens`; an offline model counts no tokens. */
export function usageText(usage: Counts, language: Language): string {
  const { cells, modelCalls, inputTokens, outputTokens } = usage;
  const parts =
    language === "zh"
      ? [`${cells} 个单元`, `${modelCalls} 次模型调用`]
      : [many(cells, "cell", "cells"), many(modelCalls, "model call", "model calls")];
  if (inputTokens + outputTokens > 0) {
    parts.push(`${count(inputTokens)} + ${count(outputTokens)} ${text("tokens", language)}`);
  }
  return parts.join(" · ");
}

/** What of the conversation the model saw only in short, or not at all; nothing when it saw it whole. */
export function promptText(
  prompt: { readonly summarisedTurns: number; readonly leftOutTurns: number } | undefined,
  language: Language,
): string[] {
  const { summarisedTurns = 0, leftOutTurns = 0 } = prompt ?? {};
  const say = (turns: number, en: string, zh: string) => {
    if (turns === 0) return [];
    const asked = many(turns, "earlier question", "earlier questions");
    return [language === "zh" ? `较早的 ${turns} 个问题${zh}` : `${asked} ${en}`];
  };
  return [
    ...say(summarisedTurns, "as a summary", "以摘要代替"),
    ...say(leftOutTurns, "left out", "未包含"),
  ];
}
