import { expect, it } from "@jest/globals";
import { usageFault } from "../../../src/cli/program-words.ts";

it.each([
  ["unknownOption", "error: unknown option '--foo'", "unknown option '--foo'", "未知选项 --foo"],
  ["unknownCommand", "error: unknown command 'x'", "unknown command 'x'", "未知命令 x"],
  [
    "missingArgument",
    "error: missing required argument 'question'",
    "missing required argument 'question'",
    "缺少参数 question",
  ],
  [
    "invalidArgument",
    "error: option '--port <port>' argument '0' is invalid. 必须是端口。",
    "option '--port <port>' argument '0' is invalid. 必须是端口。",
    "选项 --port <port> 的值无效：必须是端口。",
  ],
  ["other", "error: something else", "something else", "something else"],
])("%s", (code, message, en, zh) => {
  expect(usageFault(`commander.${code}`, message, "en")).toBe(en);
  expect(usageFault(`commander.${code}`, message, "zh")).toBe(zh);
});
