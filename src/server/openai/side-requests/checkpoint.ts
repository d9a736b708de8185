import { AIMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import type { ChatModelPort } from "../../../../graphs/analyst/deps.ts";
import { keepHead } from "../../../../tools/output/cut-text.ts";
import { detectLanguage, type Words } from "../../../../tools/words.ts";
import type { History } from "../messages/split-history.ts";

const ASKED: Words = {
  en: "You write a checkpoint of a conversation about data, as plain text without code. Keep the goal, what was done, every finding with its numbers, the names of data and files, and what is open.",
  zh: "你要为一段数据分析对话写一份检查点摘要，使用纯文本，不含代码。请保留：目标、已完成的工作、每个结论及其数字、数据和文件的名称，以及未完成的事项。请用中文书写。",
};
const SO_FAR: Words = { en: "The conversation so far:", zh: "目前为止的对话：" };
const READ_CHARS = 12_000;
const KEPT_CHARS = 600;
const KEPT_TURNS = 30;

const bounded = (text: string) => keepHead(text, READ_CHARS).text;

/** A checkpoint without a model: questions, and how their answers end. */
function plainCheckpoint({ turns, summary }: History, language: "en" | "zh"): string {
  const lines = turns.slice(-KEPT_TURNS).map(({ question, answer }) => {
    const asked = keepHead(question, KEPT_CHARS).text;
    // The end of an answer holds its result; what leads to it stands before.
    return `- ${asked}\n  → ${answer.slice(-KEPT_CHARS).trim().replaceAll("\n", "\n    ")}`;
  });
  return [...(summary === undefined ? [] : [summary]), SO_FAR[language], ...lines].join("\n\n");
}

/** What stands for the older part of a conversation, in its language, piece by piece. */
export async function* writeCheckpoint(
  model: ChatModelPort | undefined,
  history: History,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { turns, summary, question = "" } = history;
  const language = detectLanguage(turns.at(-1)?.question ?? summary ?? "");
  if (model === undefined) {
    yield plainCheckpoint(history, language);
    return;
  }
  let isEmpty = true;
  try {
    for await (const chunk of model.stream({
      messages: [
        new SystemMessage(ASKED[language]),
        ...(summary === undefined ? [] : [new HumanMessage(bounded(summary))]),
        ...turns.flatMap((turn) => [
          new HumanMessage(bounded(turn.question)),
          new AIMessage(bounded(turn.answer)),
        ]),
        new HumanMessage(bounded(question)),
      ],
      tools: [],
      signal,
      purpose: "checkpoint",
    })) {
      if (chunk.text === "") continue;
      isEmpty = false;
      yield chunk.text;
    }
  } catch (error) {
    if (signal.aborted) throw error;
  }
  if (isEmpty) yield plainCheckpoint(history, language);
}
