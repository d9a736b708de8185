import type { Language } from "../../tools/words.ts";

export interface ProgressStep {
  readonly message: string;
  readonly done?: number;
  readonly total?: number;
}

/** A step of the set-up as one line. */
export function progressText({ message, done, total }: ProgressStep, language: Language): string {
  if (done === undefined || total === undefined) return message;
  const place = `${Math.min(done + 1, total)}/${total}`;
  return language === "zh"
    ? `首次使用，正在准备 ${place}：${message}`
    : `Setting up, once per machine, ${place}: ${message}`;
}
