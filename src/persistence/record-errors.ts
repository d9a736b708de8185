import { AnalystError } from "../../tools/errors.ts";
import type { Words } from "../../tools/words.ts";

const raise = (code: "not_found" | "conflict", en: string, zh: string, options = {}) =>
  new AnalystError(code, { en, zh }, options);

/** The same for what is another user's: nothing tells that it exists. */
export const threadNotFound = () =>
  raise("not_found", "There is no such conversation.", "没有这个会话。");

export const runNotFound = () => raise("not_found", "There is no such run.", "没有这次运行。");

export const apiObjectNotFound = () =>
  raise("not_found", "There is no such object of the API.", "没有这个 API 对象。");

export const assistantNotFound = () =>
  raise("not_found", "There is no such assistant.", "没有这个助手。");

export const idTaken = (what: Words) =>
  raise(
    "conflict",
    `The id of this ${what.en} is taken: use another one.`,
    `该${what.zh}的 ID 已被占用：请换一个。`,
  );

export const keyNameTaken = () =>
  raise(
    "conflict",
    "A valid key has this name: revoke it, or use another name.",
    "已有同名的有效密钥：请先撤销它，或换一个名称。",
  );

export const changedSince = () =>
  raise(
    "conflict",
    "The assistant was changed by somebody else since: load it again and repeat the change.",
    "该助手已被他人修改：请重新加载后再修改。",
  );
