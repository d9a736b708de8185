import type { BaseMessage } from "@langchain/core/messages";
import { readDatasetProfiles } from "./dataset-profiles.ts";
import { chooseTable, fileName, findUndescribed, type Data } from "./data.ts";
import type { Analysis } from "./intents/intent.ts";
import { smallTalk } from "./intents/talk.ts";
import { EXECUTE_CODE, readProgress, readResult, type DoneCell } from "./progress.ts";
import { readingCell } from "./python/reading-cell.ts";
import { readQuestion, type Question } from "./question.ts";
import { recognise, type Recognised } from "./recognise.ts";
import { columnName } from "./wording/markdown.ts";
import { notes } from "./wording/notes.ts";
import { needsFile, offers, offlineLine, unknown, unreadable } from "./wording/standing-words.ts";

/** One reply of the offline model: text, and at most one call of `execute_code`. */
export interface Reply {
  readonly text: string;
  readonly call?: { readonly title: string; readonly code: string; readonly step: number };
}

/** Each step is tried once as planned and once in a simpler way. */
const TRIES = 2;

/** The reply to a conversation. It depends on the messages alone. */
export function replyTo(
  messages: readonly BaseMessage[],
  tools: readonly (string | undefined)[],
): Reply {
  const progress = readProgress(messages);
  const question = readQuestion(progress.question);
  const { say } = question;
  const datasets = readDatasetProfiles(progress.prompt);
  const data = chooseTable(progress.question, datasets);
  const recognised = recognise(question, data);
  if (recognised.kind === "talk") {
    const { text, listsOffers } = smallTalk(question, recognised.topic);
    return final(question, text, listsOffers ? offers(say) : "");
  }
  if (recognised.kind === "unknown") return final(question, unknown(say), offers(say));
  if (data === undefined) {
    const faults = datasets.map(
      ({ path, error }) => `${fileName(path)}: ${error ?? say("no table in it", "其中没有表格")}`,
    );
    return final(question, datasets.length === 0 ? needsFile(say) : unreadable(say, faults));
  }
  if (data.table.rows === 0) {
    return final(
      question,
      say(
        "The table has column names but no rows: there is nothing to compute.",
        "这个表只有列名，没有数据行，无法计算。",
      ),
    );
  }
  const undescribed = findUndescribed(progress.question, data);
  if (undescribed !== undefined) {
    return final(
      question,
      say(
        `The column ${columnName(undescribed)} is beyond the first ${data.columns.length} of this wide table, and only those are described to me.`,
        `列 ${columnName(undescribed)} 在这个宽表的前 ${data.columns.length} 列之外，而我只了解前面这些列。`,
      ),
    );
  }
  const analysis = recognised.intent.design(question, data);
  if (typeof analysis === "string") return final(question, analysis, offers(say));
  return proceed(question, { data, analysis, recognised }, progress.cells, tools);
}

interface Work {
  readonly data: Data;
  readonly analysis: Analysis;
  readonly recognised: Extract<Recognised, { kind: "data" }>;
}

/** The next cell, or the answer from what the last one printed. */
function proceed(
  question: Question,
  work: Work,
  cells: readonly DoneCell[],
  tools: readonly (string | undefined)[],
): Reply {
  const { say } = question;
  const last = cells.at(-1);
  if (last?.ok === true && last.step === 2) return answer(question, work, last.text);
  const step = last === undefined || (last.step === 1 && !last.ok) ? 1 : 2;
  const failures = cells.filter((cell) => cell.step === step && !cell.ok).length;
  if (!tools.includes(EXECUTE_CODE)) {
    return final(
      question,
      say(
        "The analysis is not finished, and no more code can be run for this question.",
        "分析尚未完成，而且这个问题不能再运行代码。",
      ),
    );
  }
  if (failures >= TRIES) return giveUp(question, last);
  const title = work.analysis.steps[step - 1] ?? "";
  const code = cellCode(question, work, step, cells);
  if (failures > 0) {
    const text = say(
      "That failed; here is a simpler way.",
      "刚才的代码失败了，换一种更简单的方式。",
    );
    return { text, call: { title, code, step } };
  }
  const steps = work.analysis.steps.map((line, at) => `${at + 1}. ${line}`);
  const plan = [say("Plan:", "计划："), ...steps].join("\n");
  return { text: step === 1 ? plan : "", call: { title, code, step } };
}

function cellCode({ say }: Question, work: Work, step: number, cells: readonly DoneCell[]): string {
  const { data, analysis } = work;
  const failed = cells.at(-1)?.ok === false;
  const hintFailed = cells.some((cell) => cell.step === 1 && !cell.ok);
  const read = readingCell(say, data, analysis.reading, hintFailed);
  if (step === 1) return read;
  // The variables of the first cell can be gone with a lost sandbox: read again in the same cell.
  return failed ? `${read}\n\n${analysis.compute(false)}` : analysis.compute(true);
}

function answer(question: Question, { data, analysis, recognised }: Work, output: string): Reply {
  const { say } = question;
  const result = readResult(output);
  const wording = result === undefined ? undefined : analysis.word(result);
  if (wording === undefined) {
    return final(
      question,
      say(
        "The code ran, but the line with its results did not come back whole, so I cannot word an answer. The output above is complete as far as it goes.",
        "代码已运行，但结果行没有完整返回，无法据此作答。以上输出可供参考。",
      ),
    );
  }
  const all = [...wording.caveats, ...notes(question, data, analysis, result, recognised.others)];
  const limits =
    all.length === 0 ? "" : [say("Notes:", "说明："), ...all.map((line) => `- ${line}`)].join("\n");
  return final(question, wording.body, limits);
}

function giveUp(question: Question, last: DoneCell | undefined): Reply {
  const { say } = question;
  const error = last?.text
    .split("\n")
    .findLast((line) => /^\w*(?:Error|Exception|Interrupt)\b/.test(line));
  const why =
    error === undefined
      ? ""
      : say(
          ` The last error was: \`${error.slice(0, 200)}\``,
          `最后的错误是：\`${error.slice(0, 200)}\``,
        );
  return final(
    question,
    say(
      `I could not finish this: both ways that I know failed.${why}`,
      `这个分析没有完成：我会的两种方式都失败了。${why}`,
    ),
  );
}

function final({ say }: Question, ...parts: readonly string[]): Reply {
  return { text: [...parts, offlineLine(say)].filter((part) => part !== "").join("\n\n") };
}
