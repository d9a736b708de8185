import type { Words } from "../../../tools/words.ts";
import type { SendBack } from "../state.ts";

/** Our own words to the model within a conversation, in the language of the user's message. */

export const sendBackNotice: Record<SendBack, (open: string) => Words> = {
  promise: () => ({
    en: "Nothing was run: your reply announces an action but calls no tool. Do it now by calling execute_code, or give the final answer if nothing needs to be done.",
    zh: "什么都没有运行：你的回复只预告了要做的事，没有调用工具。请现在就调用 execute_code；如果已经不需要做什么，请直接给出最终回答。",
  }),
  open_steps: (open) => ({
    en: `Steps of your plan are still open: ${open}. Do them now, or, if the results make them unnecessary, give the final answer again and say why.`,
    zh: `你的计划中还有步骤没有完成：${open}。请现在完成；如果根据已有结果不再需要，请再次给出最终回答并说明原因。`,
  }),
};

export function cellsLeftNote(left: number): Words {
  return {
    en: `[${left} cell(s) left for this question: finish with them.]`,
    zh: `[这个问题还可以运行 ${left} 个单元，请在此之内完成。]`,
  };
}

export const concludeNotice: Record<"step_limit" | "time_limit", Words> = {
  step_limit: {
    en: "The limit of cells for this question is reached. Write the final answer now from what was found, and say plainly what is missing.",
    zh: "这个问题的单元数已到上限。请现在根据已经得到的结果写出最终回答，并明确说明还缺少什么。",
  },
  time_limit: {
    en: "The time for this question is over. Write the final answer now from what was found, and say plainly what is missing.",
    zh: "这个问题的时间已用完。请现在根据已经得到的结果写出最终回答，并明确说明还缺少什么。",
  },
};

export const closedCall: Record<"cancelled" | "failed_before" | "interrupted", Words> = {
  cancelled: {
    en: "Not run: the user stopped the run.",
    zh: "未运行：用户停止了本次运行。",
  },
  failed_before: {
    en: "Not run: an earlier call of the same reply failed.",
    zh: "未运行：同一回复中较早的调用失败了。",
  },
  interrupted: {
    en: "No result: the run was interrupted before this call was finished.",
    zh: "没有结果：运行在此调用完成之前中断了。",
  },
};

export function caveatNote(sentences: readonly string[]): Words {
  const list = sentences.map((sentence) => `- ${sentence}`).join("\n");
  return {
    en: `[Worth checking, the cell itself succeeded:\n${list}]`,
    zh: `[单元运行成功，但请留意：\n${list}]`,
  };
}

export function benignNote(lines: readonly string[]): Words {
  return {
    en: `[stderr held only harmless output: ${lines.join("; ")}]`,
    zh: `[stderr 中只有无害的输出：${lines.join("；")}]`,
  };
}
