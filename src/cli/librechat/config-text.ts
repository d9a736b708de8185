import { builtInAssistant, BUILT_IN_ID } from "../../assistants/built-in.ts";
import type { Config } from "../../config.ts";
import { detectLanguage, type Language, type Words } from "../../../tools/words.ts";

export interface LibrechatSetup {
  readonly env: Config["env"];
  /** Where LibreChat reaches this server, without a path. */
  readonly url: string;
  readonly language: Language;
}

const words = {
  yaml: {
    en: "Put this into librechat.yaml, into the sections that are there already.",
    zh: "将以下内容合并到 librechat.yaml 的相应部分。",
  },
  env: { en: "And these lines into LibreChat's .env:", zh: "并将以下几行加入 LibreChat 的 .env：" },
  key: {
    en: "the key that was printed by: e2b-analyst keys create librechat",
    zh: "由 e2b-analyst keys create librechat 打印的密钥",
  },
  context: {
    en: "So large that LibreChat never cuts history or files; this server does it itself.",
    zh: "设得足够大，使 LibreChat 不会截断历史和文件；本服务器会自行处理。",
  },
  title: { en: "Answered without a sandbox.", zh: "无需沙箱即可回答。" },
  raw: {
    en: "Files come as they are, not as extracted text. Older versions of LibreChat do not know this line: choose “Upload to Provider” there.",
    zh: "文件以原样传送，而不是提取后的文字。旧版 LibreChat 不识别此行：请在附件菜单中选择“上传到提供商”。",
  },
  size: {
    en: "Megabytes; together with SERVER_BODY_MB, since files travel in the request.",
    zh: "单位 MB；文件随请求传送，需与 SERVER_BODY_MB 一致。",
  },
  builder: {
    en: "Everybody shares one key there, and so all assistants of it.",
    zh: "该端点由所有人共用一个密钥，因此也共用其全部助手。",
  },
  assistants: {
    en: "LibreChat's Assistants endpoint, served from here too, with the same key (or user_provided):",
    zh: "LibreChat 的 Assistants 端点，同样由本服务器提供，使用同一密钥（或 user_provided）：",
  },
  about: {
    en: "Plans, writes Python, runs it on your files, and shows charts and numbers.",
    zh: "制定计划、编写 Python 代码、在你的文件上运行，并给出图表和数字。",
  },
} as const satisfies Record<string, Words>;

const NAME: Words = { en: "Data Analyst", zh: "数据分析师" };
const ENDPOINT = "Data Analyst";
/** Base64 makes a file a third larger. */
const SHARE_OF_FILES = 0.7;

/** A text in YAML: JSON is part of it. */
const quoted = (text: string) => JSON.stringify(text);

/** The lines of LibreChat's `.env`. */
export function librechatEnv({ url, language }: LibrechatSetup): string {
  return [
    `# ${words.key[language]}`,
    "E2B_ANALYST_API_KEY=",
    `# ${words.assistants[language]}`,
    "ASSISTANTS_API_KEY=",
    `ASSISTANTS_BASE_URL=${url}/v1`,
    `ASSISTANTS_MODELS=${BUILT_IN_ID}`,
  ].join("\n");
}

/** A block for `librechat.yaml`; the `.env` lines stand in comments at its end. */
export function librechatYaml(setup: LibrechatSetup): string {
  const { env, url, language } = setup;
  const say = (key: keyof typeof words) => words[key][language];
  const megabytes = Math.floor(env.SERVER_BODY_MB * SHARE_OF_FILES);
  const starters = builtInAssistant.conversation_starters.filter(
    (starter) => detectLanguage(starter) === language,
  );
  const inEnv = librechatEnv(setup)
    .split("\n")
    .map((line) => `#   ${line}`);
  return `# ${say("yaml")}
version: "1.3.0"
endpoints:
  custom:
    - name: ${quoted(ENDPOINT)}
      apiKey: "\${E2B_ANALYST_API_KEY}"
      baseURL: ${quoted(`${url}/v1`)}
      iconURL: ${quoted(`${url}/icon.svg`)}
      models:
        default: [${quoted(BUILT_IN_ID)}]
        fetch: true
      modelDisplayLabel: ${quoted(NAME[language])}
      # ${say("title")}
      titleConvo: true
      titleModel: "analyst-title"
      # ${say("context")}
      tokenConfig:
        ${BUILT_IN_ID}: { prompt: 0, completion: 0, context: 10000000 }
      headers:
        ${env.SERVER_USER_HEADER}: "{{LIBRECHAT_USER_ID}}"
        ${env.SERVER_ROLE_HEADER}: "{{LIBRECHAT_USER_ROLE}}"
        ${env.SERVER_CONVERSATION_HEADER}: "{{LIBRECHAT_BODY_CONVERSATIONID}}"
        ${env.SERVER_MESSAGE_HEADER}: "{{LIBRECHAT_BODY_MESSAGEID}}"
  # ${say("builder")}
  assistants:
    disableBuilder: true
modelSpecs:
  prioritize: false
  list:
    - name: ${quoted(BUILT_IN_ID)}
      label: ${quoted(NAME[language])}
      description: ${quoted(say("about"))}
      iconURL: ${quoted(`${url}/icon.svg`)}
      showIconInMenu: true
      showIconInHeader: true
      conversation_starters:
${starters.map((starter) => `        - ${quoted(starter)}`).join("\n")}
      preset:
        endpoint: ${quoted(ENDPOINT)}
        model: ${quoted(BUILT_IN_ID)}
fileConfig:
  endpoints:
    ${quoted(ENDPOINT)}:
      supportedMimeTypes: [".*"]
      # ${say("size")}
      fileSizeLimit: ${megabytes}
      totalSizeLimit: ${megabytes}
      # ${say("raw")}
      defaultLLMDeliveryPath: { fallback: provider }
    assistants:
      supportedMimeTypes: [".*"]

# ${say("env")}
${inEnv.join("\n")}`;
}
