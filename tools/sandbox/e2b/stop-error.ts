import type { CellStatus } from "../../ports/sandbox.ts";
import type { Words } from "../../words.ts";

/** Why a running cell was stopped from here. */
export type StopReason = "timeout" | "cancelled" | "output";

interface StopError {
  readonly status: CellStatus;
  readonly name: string;
  readonly words: Words;
}

const KEPT: Words = {
  en: "The code was interrupted; variables keep the values that they had.",
  zh: "代码已被中断；变量保留当时的值。",
};
const LOST: Words = {
  en: "It could not be interrupted, so Python was started anew and all variables are gone.",
  zh: "代码无法中断，Python 已重新启动，所有变量都已丢失。",
};

/** What a stopped cell's error says; its traceback, where there is one, tells where it stood. */
export function stopError(reason: StopReason, limitMs: number, variablesLost: boolean): StopError {
  const { en, zh } = variablesLost ? LOST : KEPT;
  switch (reason) {
    case "timeout": {
      const seconds = limitMs / 1000;
      const words = {
        en: `The limit of ${seconds} s was reached. ${en}`,
        zh: `已达到 ${seconds} 秒的上限。${zh}`,
      };
      return { status: "timeout", name: "CellTimeout", words };
    }
    case "output": {
      const words = {
        en: `The code printed too much. ${en} Print a summary, or write to a file.`,
        zh: `代码输出过多。${zh}请打印摘要，或写入文件。`,
      };
      return { status: "error", name: "OutputLimitExceeded", words };
    }
    case "cancelled": {
      const words = { en: `The cell was cancelled. ${en}`, zh: `单元已取消。${zh}` };
      return { status: "cancelled", name: "CellCancelled", words };
    }
  }
}
