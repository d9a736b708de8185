import type { Language, Words } from "../../../tools/words.ts";
import type { NotRestored, Restored } from "../session/restored.ts";

const MAX_LISTED = 30;

const WHY: Record<NotRestored, Words> = {
  outside: {
    en: "Not run again, since they act outside the sandbox",
    zh: "未重新运行，因为会对沙箱之外产生作用",
  },
  late: { en: "Not run again, for lack of time", zh: "未重新运行，因为时间不足" },
  failed: {
    en: "Did not work this time, or need what is missing",
    zh: "这次没有成功，或依赖缺失的内容",
  },
};

const PARTS = {
  reread: {
    en: "Read again from outside the sandbox, where data may have changed",
    zh: "再次读取了沙箱之外的数据，数据可能已变化",
  },
  variables: { en: "Variables that do not exist any more", zh: "已不存在的变量" },
  files: { en: "Files that do not exist any more", zh: "已不存在的文件" },
} satisfies Record<string, Words>;

const HEAD: Record<Restored["lost"], (count: number) => Words> = {
  sandbox: (count) => ({
    en: `The sandbox was lost and is restored: uploaded files are back, and ${count} earlier cell(s) were run again.`,
    zh: `沙箱曾经丢失，现已恢复：上传的文件已放回，并重新运行了 ${count} 个先前的单元。`,
  }),
  variables: (count) => ({
    en: `Python had to be started anew: files stayed, and ${count} earlier cell(s) were run again to bring the variables back.`,
    zh: `Python 已重新启动：文件仍在，并重新运行了 ${count} 个先前的单元以恢复变量。`,
  }),
};

function listed(items: readonly string[], language: Language): string {
  const more = items.length - MAX_LISTED;
  const shown = items.slice(0, MAX_LISTED).join(language === "zh" ? "、" : ", ");
  return more > 0 ? `${shown} … (+${more})` : shown;
}

function line(words: Words, items: readonly string[], language: Language): string[] {
  if (items.length === 0) return [];
  const { [language]: text } = words;
  return [
    language === "zh"
      ? `${text}：${listed(items, language)}。`
      : `${text}: ${listed(items, language)}.`,
  ];
}

function missingLines(restored: Restored, language: Language): string[] {
  const cells = (why: NotRestored) =>
    [...restored.missing].filter(([, of]) => of === why).map(([id]) => id);
  return [
    ...(["outside", "late", "failed"] as const).flatMap((why) =>
      line(WHY[why], cells(why), language),
    ),
    ...line(PARTS.reread, restored.reread, language),
    ...line(PARTS.variables, restored.variables, language),
    ...line(PARTS.files, restored.files, language),
  ];
}

/** What the model must know of a restoration. */
export function restoredNotice(restored: Restored, language: Language): string {
  const head = HEAD[restored.lost](restored.replayed.length)[language];
  return `[${[head, ...missingLines(restored, language)].join("\n")}]`;
}

/** What a person must know of it: only what is not as it was. Undefined when all is. */
export function restoredCaveat(restored: Restored, language: Language): string | undefined {
  const lines = missingLines(restored, language);
  if (lines.length === 0) return undefined;
  const head = HEAD[restored.lost](restored.replayed.length)[language];
  return [head, ...lines].join(language === "zh" ? "" : " ");
}

/** For a cell that was interrupted by the loss and acts outside: to run it once more is not ours to decide. */
export const notRepeated: Words = {
  en: "[This cell was interrupted by the loss of the sandbox. It acts outside of it, and whether it did is not known, so it was not run again. Find out what it did before you repeat it.]",
  zh: "[此单元因沙箱丢失而中断。它会对沙箱之外产生作用，是否已经发生尚不清楚，因此没有重新运行。请先确认其结果，再决定是否重复。]",
};
