import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { Config } from "../config.ts";
import type { Logger } from "../logger.ts";
import { asAnalystModel, type AnalystModel } from "./analyst-model.ts";
import { chooseModel, resolveEndpoint, type Endpoint, type ModelInfo } from "./endpoint.ts";

export interface Models {
  readonly endpoint: Endpoint;
  /** The named model, else the default one. Raises `config_invalid`. */
  get(name?: string): Promise<AnalystModel>;
}

/** The models of one process. A model's client is made when first asked for, and kept. */
export function createModels(config: Config, logger: Logger): Models {
  const endpoint = resolveEndpoint(config);
  const known = new Map<string, Promise<AnalystModel>>();
  const make = async (name: string) => {
    const info: ModelInfo = { provider: endpoint.provider, name };
    const chat = await makeChat(endpoint, name, config, logger);
    return asAnalystModel(chat, info, config.env.ANALYST_CONTEXT_TOKENS);
  };
  return {
    endpoint,
    async get(name) {
      const chosen = chooseModel(endpoint, name);
      const model = known.get(chosen) ?? make(chosen);
      known.set(chosen, model);
      return model;
    },
  };
}

/** Each provider's library is loaded only when it is used. */
async function makeChat(
  endpoint: Endpoint,
  name: string,
  config: Config,
  logger: Logger,
): Promise<BaseChatModel> {
  if (endpoint.provider === "offline") {
    const { OfflineChatModel } = await import("../offline-model/offline-chat-model.ts");
    return new OfflineChatModel();
  }
  const { createOpenAiChat } = await import("./openai-chat.ts");
  return createOpenAiChat(endpoint, name, config, logger);
}
