import type { Words } from "../../../tools/words.ts";
import type { CellOutcome } from "../outcomes.ts";

export interface RepairFacts {
  readonly outcome: CellOutcome;
  readonly attempt: number;
  readonly limit: number;
  /** The failure came back with the same fingerprint. */
  readonly again: boolean;
  /** One line per earlier failure in a row: title and error. */
  readonly tried: readonly string[];
  /** What stands in the working folder, for a missing file. */
  readonly files?: readonly string[];
  readonly missingPackage?: string;
  readonly cellTimeoutMs: number;
  /** The code could write no more: the disk of the sandbox, or one file, is at its limit. */
  readonly diskFull: boolean;
  /** The kernel had to be started anew to stop the cell. */
  readonly variablesLost: boolean;
}

const METHOD: Words = {
  en: "Find the cause in the traceback, then send corrected code. Variables of earlier successful cells still exist.",
  zh: "请根据错误信息找出原因，再发送修正后的代码。之前成功运行的单元中的变量仍然存在。",
};

const DISK_FULL: Words = {
  en: "The sandbox has no room left for files, or one file is at its limit. Delete what you do not need or write less, then go on. Variables of earlier successful cells still exist.",
  zh: "沙箱已没有存放文件的空间，或单个文件已达上限。请删除不需要的文件或减少写入，然后继续。之前成功运行的单元中的变量仍然存在。",
};

function advice(facts: RepairFacts): Words {
  const seconds = facts.cellTimeoutMs / 1000;
  const files = facts.files?.join(", ") ?? "";
  switch (facts.outcome) {
    case "missing_file":
      return {
        en: `The file does not exist. Files in /home/user: ${files || "none"}.`,
        zh: `文件不存在。/home/user 中的文件：${files || "无"}。`,
      };
    case "missing_package":
      return {
        en: `The package ${facts.missingPackage ?? ""} is not installed and cannot be added here: use one that is.`,
        zh: `软件包 ${facts.missingPackage ?? ""} 没有安装，这里也无法安装：请改用已安装的软件包。`,
      };
    case "timeout":
      return {
        en: `The cell was stopped after ${seconds} s; ${facts.variablesLost ? "Python had to be started anew" : "its variables stay"}. Make it cheaper (a sample, fewer columns, a vectorised form) or split it.`,
        zh: `单元在 ${seconds} 秒后被停止，${facts.variablesLost ? "Python 已重新启动" : "变量仍保留"}。请降低计算量（抽样、减少列、向量化）或拆分成几步。`,
      };
    case "out_of_memory":
      return {
        en: "The kernel ran out of memory and was restarted. Load less (needed columns, chunks, smaller types); never run the same cell again.",
        zh: "内核内存不足，已重新启动。请减少加载量（只读需要的列、分块、更小的类型），不要再次运行同样的单元。",
      };
    case "kernel_died":
      return {
        en: "The kernel ended and was started anew. Leave out what ended it (exit, a native crash).",
        zh: "内核已退出并重新启动。请去掉导致退出的代码（exit、本地库崩溃）。",
      };
    case "blocked":
      return {
        en: "The code was not run: it uses a way that is not allowed here. Use the allowed way named above.",
        zh: "代码没有运行：它使用了这里不允许的方式。请改用上面给出的允许的方式。",
      };
    default:
      return facts.diskFull ? DISK_FULL : METHOD;
  }
}

/** The request that follows a failed cell's observation, as one block of text. */
export function repairRequest(facts: RepairFacts): Words {
  const words = advice(facts);
  const tried = facts.tried.map((line) => `\n  - ${line}`).join("");
  return {
    en: [
      `[Repair ${facts.attempt} of ${facts.limit}] ${words.en}`,
      ...(tried === "" ? [] : [`Tried so far:${tried}`]),
      ...(facts.again
        ? [
            "This is the same failure as before: do not vary the same code, take a different approach.",
          ]
        : []),
    ].join("\n"),
    zh: [
      `[第 ${facts.attempt} 次修复，共 ${facts.limit} 次] ${words.zh}`,
      ...(tried === "" ? [] : [`已经尝试过：${tried}`]),
      ...(facts.again ? ["这与之前的失败相同：不要再改写同样的代码，请换一种方法。"] : []),
    ].join("\n"),
  };
}
