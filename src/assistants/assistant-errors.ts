import { AnalystError } from "../../tools/errors.ts";

export const notFound = (id: string) =>
  new AnalystError("not_found", {
    en: `There is no assistant ${id}.`,
    zh: `没有助手 ${id}。`,
  });

export const forbidden = (id: string) =>
  new AnalystError("forbidden", {
    en: `The assistant ${id} can be used by you, not changed.`,
    zh: `你可以使用助手 ${id}，但不能更改它。`,
  });

export const forbiddenToPublish = () =>
  new AnalystError("forbidden", {
    en: "Only an administrator can publish an assistant or give it to groups.",
    zh: "只有管理员可以公开助手或将其分配给用户组。",
  });

export const forbiddenToConnect = () =>
  new AnalystError("forbidden", {
    en: "Only an administrator can connect an assistant to a database or change its host and port.",
    zh: "只有管理员可以将助手连接到数据库或更改其主机和端口。",
  });

export const notOwnFiles = (ids: readonly string[]) =>
  new AnalystError("input_invalid", {
    en: `file_ids: the author of the assistant has no stored file ${ids.join(", ")}.`,
    zh: `file_ids：助手的作者没有已存文件 ${ids.join("、")}。`,
  });

export const unreadable = (id: string, cause: unknown) =>
  new AnalystError(
    "state_unusable",
    {
      en: `The stored assistant ${id} cannot be read: another release wrote it, or it is damaged.`,
      zh: `已存的助手 ${id} 无法读取：它由其他版本写入，或已损坏。`,
    },
    { cause },
  );
