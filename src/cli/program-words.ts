import type { Language, Words } from "../../tools/words.ts";

/** Everything that `--help` says. */
const words = {
  about: {
    en: "Answers questions about data files by writing and running Python in a sandbox.",
    zh: "在沙箱中编写并运行 Python，回答关于数据文件的问题。",
  },
  ask: { en: "ask a question about data files", zh: "就数据文件提一个问题" },
  question: { en: "the question, in any language", zh: "问题，语言不限" },
  file: { en: "a data file; may be given several times", zh: "数据文件，可多次指定" },
  thread: { en: "go on with an earlier conversation", zh: "继续先前的会话" },
  out: {
    en: "folder for charts and files (default: e2b-analyst-output/<thread>)",
    zh: "存放图表和文件的文件夹（默认：e2b-analyst-output/<会话>）",
  },
  assistant: {
    en: "the assistant that answers (default: data-analyst)",
    zh: "由哪个助手回答（默认：data-analyst）",
  },
  model: {
    en: "model of this run (default: OPENAI_MODEL or the Azure deployment)",
    zh: "本次运行的模型（默认：OPENAI_MODEL 或 Azure 部署）",
  },
  cellTimeout: {
    en: "seconds a cell may run, 0 = no limit (default: ANALYST_CELL_TIMEOUT_S)",
    zh: "单元的运行时限（秒），0 表示不限（默认：ANALYST_CELL_TIMEOUT_S）",
  },
  json: { en: "one JSON event a line, nothing else", zh: "每行输出一个 JSON 事件，别无其他" },
  doctor: {
    en: "check this machine: Node, Python, isolation, model, sandbox",
    zh: "检查本机：Node、Python、隔离、模型、沙箱",
  },
  doctorJson: { en: "the findings as JSON", zh: "以 JSON 输出检查结果" },
  demo: {
    en: "two questions about a data set that comes with the project",
    zh: "就项目自带的数据集提两个问题",
  },
  sandboxServer: {
    en: "run the embedded sandbox server in the foreground",
    zh: "在前台运行内置沙箱服务器",
  },
  assistants: {
    en: "list, show and change the assistants of this installation",
    zh: "列出、查看和更改本安装中的助手",
  },
  assistantsList: { en: "one line per assistant", zh: "每行一个助手" },
  assistantsShow: {
    en: "the settings as JSON, secrets masked",
    zh: "以 JSON 显示设置，密文已掩盖",
  },
  assistantsCreate: { en: "make one from a JSON file", zh: "根据 JSON 文件创建助手" },
  assistantsUpdate: {
    en: "change the settings that a JSON file names",
    zh: "更改 JSON 文件中列出的设置",
  },
  assistantsRemove: { en: "remove one", zh: "删除助手" },
  delete: {
    en: "delete a conversation with its files, artifacts and sandbox, or everything",
    zh: "删除一个会话及其文件、产物和沙箱，或删除全部数据",
  },
  deleteThread: { en: "the conversation", zh: "要删除的会话" },
  deleteEverything: {
    en: "all conversations, files and assistants of yours",
    zh: "你的全部会话、文件和助手",
  },
  secrets: { en: "stored secrets of assistants", zh: "助手的已存密文" },
  secretsRotate: {
    en: "seal them with a new key (CREDS_KEY, else one that is made)",
    zh: "用新密钥重新加密（CREDS_KEY，未设置时自动生成）",
  },
  links: { en: "signed links to files", zh: "文件的签名链接" },
  linksRotate: {
    en: "sign with a new key; older links stay good for a month",
    zh: "改用新密钥签名；旧链接一个月内仍有效",
  },
  linksRevoke: {
    en: "end all links to the file that a link leads to",
    zh: "使某链接所指文件的所有链接失效",
  },
  serve: {
    en: "answer over HTTP, as an OpenAI-compatible endpoint for LibreChat and others",
    zh: "通过 HTTP 提供服务：供 LibreChat 等使用的 OpenAI 兼容端点",
  },
  librechat: { en: "set LibreChat up for this server", zh: "为本服务器配置 LibreChat" },
  librechatConfig: {
    en: "print a block for librechat.yaml, with the .env lines",
    zh: "打印 librechat.yaml 配置块和 .env 变量",
  },
  librechatEnv: { en: "only the .env lines", zh: "仅打印 .env 变量" },
  librechatUrl: {
    en: "where LibreChat reaches this server",
    zh: "LibreChat 访问本服务器的地址",
  },
  keys: { en: "the server's API keys", zh: "服务器的 API 密钥" },
  keysCreate: { en: "make a key and print it once", zh: "创建密钥，仅显示一次" },
  keysUser: {
    en: "the user of requests that name none (default: the key's name)",
    zh: "请求未指明用户时所用的用户（默认：密钥名称）",
  },
  keysList: { en: "list keys, revoked ones too", zh: "列出密钥，包括已撤销的" },
  keysRevoke: { en: "end a key", zh: "撤销密钥" },
  dev: {
    en: "serve the graph to LangGraph Studio on this machine",
    zh: "在本机为 LangGraph Studio 提供图服务",
  },
  port: { en: "port to listen on", zh: "监听端口" },
  version: { en: "print the version", zh: "显示版本" },
  help: { en: "show help", zh: "显示帮助" },
  exitCodes: {
    en: "Exit codes: 0 answered, 1 the run failed, 2 usage or configuration, 130 cancelled.",
    zh: "退出码：0 已回答，1 运行失败，2 用法或配置有误，130 已取消。",
  },
  settings: {
    en: "Settings come from the environment and from .env in the working folder; .env.example lists them.\nWithout any, an offline model and an embedded sandbox are used.",
    zh: "设置来自环境变量和工作目录中的 .env，可用的设置见 .env.example。\n不做任何设置时使用离线模型和内置沙箱。",
  },
  badNumber: {
    en: "must be a plain number of seconds, 0 or more.",
    zh: "必须是不小于 0 的普通数字（秒）。",
  },
  badPort: { en: "must be a port from 1 to 65535.", zh: "必须是 1 到 65535 之间的端口。" },
} as const satisfies Record<string, Words>;

export type ProgramWord = keyof typeof words;

export function say(key: ProgramWord, language: Language): string {
  return words[key][language];
}

/** Commander's faults in Chinese, by code; `part` is what it put in quotes, `rest` what follows. */
const faults: Record<string, (part: string, rest: string) => string> = {
  "commander.unknownOption": (part) => `未知选项 ${part}`,
  "commander.unknownCommand": (part) => `未知命令 ${part}`,
  "commander.missingArgument": (part) => `缺少参数 ${part}`,
  "commander.optionMissingArgument": (part) => `选项 ${part} 缺少值`,
  "commander.invalidArgument": (part, rest) => `选项 ${part} 的值无效：${rest}`,
  "commander.excessArguments": () => "参数过多",
};

/** The usual reason of too many arguments. */
const quotes: Words = { en: "Put the question in quotes.", zh: "含空格的问题请加引号。" };

/** A usage fault in the person's language. */
export function usageFault(code: string, message: string, language: Language): string {
  const plain = message.replace(/^error:\s*/, "");
  const [, part = "", rest = ""] = /'([^']*)'(?:.*is invalid\. (.*))?/.exec(plain) ?? [];
  const said = language === "en" ? plain : (faults[code]?.(part, rest) ?? plain);
  if (code !== "commander.excessArguments") return said;
  return language === "en" ? `${said} ${quotes.en}` : `${said}。${quotes.zh}`;
}
