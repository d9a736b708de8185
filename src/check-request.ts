import { AnalystError } from "../tools/errors.ts";
import type { RunRequest } from "./run-request.ts";

const THREAD_ID = /^[\w.:-]{1,128}$/;

/** Raises `input_invalid` for what no run can begin with. */
export function checkRequest({ question }: RunRequest, threadId: string): void {
  if (question.trim() === "") {
    throw new AnalystError("input_invalid", { en: "The question is empty.", zh: "问题是空的。" });
  }
  if (!THREAD_ID.test(threadId)) {
    throw new AnalystError("input_invalid", {
      en: "A thread id has 1 to 128 letters, digits, dots, colons, dashes or underscores.",
      zh: "会话 ID 由 1 到 128 个字母、数字、点、冒号、短横线或下划线组成。",
    });
  }
}
