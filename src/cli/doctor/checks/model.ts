import { HumanMessage, type AIMessageChunk } from "@langchain/core/messages";
import { createModels } from "../../../model/models.ts";
import { plain, type Check } from "../check.ts";

const ANSWER_TIMEOUT_MS = 60_000;

const readyTool = {
  type: "function",
  function: {
    name: "report_ready",
    description: "Reports that tool calls work.",
    parameters: {
      type: "object",
      properties: { ready: { type: "boolean" } },
      required: ["ready"],
      additionalProperties: false,
    },
  },
} as const;

/** Whether the configured model answers, and whether it can call tools. */
export const modelCheck: Check = {
  id: "model",
  name: { en: "Model", zh: "模型" },
  async run({ config, logger, signal }) {
    const model = await createModels(config, logger).get();
    const { provider, name } = model.info;
    if (provider === "offline") {
      return {
        status: "ok",
        detail: {
          en: "offline model (rules, no language model); OPENAI_API_KEY or another setting brings a real one",
          zh: "离线模型（基于规则，不是语言模型）；设置 OPENAI_API_KEY 等可使用真正的模型",
        },
      };
    }
    let reply: AIMessageChunk | undefined;
    try {
      for await (const chunk of model.stream({
        messages: [new HumanMessage("Call report_ready with ready=true. Write nothing else.")],
        tools: [readyTool],
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
        purpose: "doctor",
      })) {
        reply = reply === undefined ? chunk : reply.concat(chunk);
      }
    } catch (error) {
      throw model.toError(error);
    }
    const who = `${provider}, ${name}`;
    if (reply?.tool_calls?.some((call) => call.name === readyTool.function.name) === true) {
      return { status: "ok", detail: plain(who) };
    }
    return {
      status: "warn",
      detail: {
        en: `${who} answers, but did not call the tool it was asked to call`,
        zh: `${who} 有回应，但没有按要求调用工具`,
      },
      cure: {
        en: "The analyst needs a model with tool calling: choose another OPENAI_MODEL, or switch it on in the model server.",
        zh: "分析需要支持工具调用的模型：请更换 OPENAI_MODEL，或在模型服务器上启用工具调用。",
      },
    };
  },
};
