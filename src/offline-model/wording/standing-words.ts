import { INTENTS } from "../intents/intents.ts";
import type { Say } from "../say.ts";

/** Stands at the end of every answer. */
export function offlineLine(say: Say): string {
  return say(
    "*Offline model: fixed rules, not a language model. Set `OPENAI_API_KEY` to use one.*",
    "*离线模型：按固定规则作答，不是语言模型。设置 `OPENAI_API_KEY` 即可使用语言模型。*",
  );
}

/** What the offline model can do, one line each. */
export function offers(say: Say): string {
  const lines = INTENTS.map(({ offer }) => `- ${say(offer.en, offer.zh)}`);
  return [say("What I can do with a data file:", "对数据文件我可以做："), ...lines].join("\n");
}

/** For a question that no rule covers. */
export function unknown(say: Say): string {
  return say(
    "I do not know how to answer this: no rule of mine covers it, and I do not guess.",
    "这个问题我不会回答：我的规则没有覆盖，我也不猜测。",
  );
}

/** For a question about data when there are none. */
export function needsFile(say: Say): string {
  return say(
    "This needs a data file, and none is attached. Which CSV file or workbook is it about?",
    "回答这个问题需要数据文件，目前没有。请问要分析哪个 CSV 文件或工作簿？",
  );
}

/** For files that the profiler could not read, or that hold no table. */
export function unreadable(say: Say, faults: readonly string[]): string {
  const list = faults.map((fault) => `\n- ${fault}`).join("");
  return say(
    `No table could be read from the attached data:${list}`,
    `无法从所附数据中读出表格：${list}`,
  );
}
