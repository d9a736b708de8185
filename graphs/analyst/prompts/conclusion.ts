import type { Language, Words } from "../../../tools/words.ts";
import type { Artifact } from "../artifact.ts";
import type { Cell } from "../cell.ts";
import type { RunState } from "../state.ts";
import type { StopReason } from "../stop-reasons.ts";

type Ended = Exclude<StopReason, "completed" | "needs_input">;

const WHY: Record<Ended, Words> = {
  repairs_exhausted: {
    en: "I could not get the code to work within the allowed number of repairs.",
    zh: "在允许的修复次数内，代码仍未能成功运行。",
  },
  repeated_failure: {
    en: "The same failure came back for the third time, so I stopped instead of trying it again.",
    zh: "同样的失败第三次出现，因此我停止了，没有继续重复尝试。",
  },
  step_limit: {
    en: "The limit of cells for one question was reached before the analysis was finished.",
    zh: "分析完成之前已达到单个问题的单元数上限。",
  },
  time_limit: {
    en: "The time for this question was over before the analysis was finished.",
    zh: "分析完成之前，这个问题的时间已经用完。",
  },
  budget_limit: {
    en: "The budget for this question was used up before the analysis was finished.",
    zh: "分析完成之前，这个问题的预算已经用完。",
  },
  blocked_by_policy: {
    en: "The code kept using a way that is not allowed here.",
    zh: "代码一直使用这里不允许的方式。",
  },
  sandbox_unavailable: {
    en: "The sandbox that runs the code is not available.",
    zh: "运行代码的沙箱不可用。",
  },
  model_unavailable: {
    en: "The model did not answer.",
    zh: "模型没有作出回答。",
  },
  cancelled: { en: "Stopped at your request.", zh: "已按你的要求停止。" },
};

const PARTS = {
  worked: { en: "What worked before that:", zh: "在此之前成功的部分：" },
  failed: { en: "What failed:", zh: "失败的部分：" },
  next: {
    en: "The conversation is kept: ask again to go on from here.",
    zh: "对话已保留：再次提问即可从这里继续。",
  },
  caveats: { en: "Please note:", zh: "请注意：" },
  files: { en: "Files:", zh: "文件：" },
} satisfies Record<string, Words>;

const SHOWN_CELLS = 8;
const SHOWN_CHARS = 400;

function lastLines(cell: Cell): string {
  const text = (cell.stdout.trim() || cell.value?.trim()) ?? "";
  return text.length > SHOWN_CHARS ? `… ${text.slice(-SHOWN_CHARS)}` : text;
}

/** An honest report for a run that ended without an answer of the model's: why, what worked, what did not. */
export function conclusion(reason: Ended, run: RunState, cells: readonly Cell[]): string {
  const { language } = run;
  const worked = cells.filter((cell) => cell.status === "ok").slice(-SHOWN_CELLS);
  const failed = cells.filter((cell) => cell.error !== undefined && cell.status !== "cancelled");
  const lines = [
    run.error === undefined
      ? WHY[reason][language]
      : `${WHY[reason][language]} ${run.error.message}`,
  ];
  if (worked.length > 0) {
    lines.push("", PARTS.worked[language]);
    for (const cell of worked) {
      const output = lastLines(cell);
      lines.push(`- ${cell.title}`);
      if (output !== "")
        lines.push("  ```", ...output.split("\n").map((line) => `  ${line}`), "  ```");
    }
  }
  if (failed.length > 0) {
    lines.push("", PARTS.failed[language]);
    const seen = new Set(
      failed.map(
        (cell) =>
          `- ${cell.title}: ${cell.error?.name}: ${cell.error?.value.split("\n")[0]?.slice(0, 200)}`,
      ),
    );
    lines.push(...seen);
  }
  if (cells.length > 0 || reason !== "cancelled") lines.push("", PARTS.next[language]);
  return lines.join("\n");
}

/** What the answer itself does not name: caveats, and links to charts and files. Empty when there is nothing. */
export function appendix(
  answer: string,
  caveats: readonly string[],
  artifacts: readonly Artifact[],
  language: Language,
): string {
  const unnamed = artifacts.filter(({ name, kind }) => kind !== "output" && !answer.includes(name));
  const blocks: string[] = [];
  if (caveats.length > 0) {
    blocks.push([PARTS.caveats[language], ...caveats.map((text) => `- ${text}`)].join("\n"));
  }
  if (unnamed.length > 0) {
    const links = unnamed.map(
      ({ name, url, kind }) => `- ${kind === "chart" ? "!" : ""}[${name}](${url})`,
    );
    blocks.push([PARTS.files[language], ...links].join("\n"));
  }
  return blocks.join("\n\n");
}
