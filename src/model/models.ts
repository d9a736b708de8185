import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { Config } from "../config.ts";
import type { Logger } from "../logger.ts";
import { asAnalystModel, type AnalystModel } from "./analyst-model.ts";
import type { ModelParameters } from "../../graphs/analyst/assistant-context.ts";
import { chooseModel, resolveEndpoint, type Endpoint, type ModelInfo } from "./endpoint.ts";

export interface Models {
  readonly endpoint: Endpoint;
  /** The named model, else the default one, asked with these parameters. Raises `config_invalid`. */
  get(name?: string, parameters?: ModelParameters): Promise<AnalystModel>;
}

/** Clients kept: one per model and parameters; the oldest go first. */
const MAX_CLIENTS = 100;

/** The models of one process. A model's client is made when first asked for, and kept. */
export function createModels(config: Config, logger: Logger): Models {
  const endpoint = resolveEndpoint(config);
  const known = new Map<string, Promise<AnalystModel>>();
  const make = async (name: string, parameters: ModelParameters) => {
    const info: ModelInfo = { provider: endpoint.provider, name };
    const chat = await makeChat(endpoint, name, parameters, config, logger);
    return asAnalystModel(chat, info, config.env.ANALYST_CONTEXT_TOKENS);
  };
  return {
    endpoint,
    async get(name, parameters = {}) {
      const chosen = chooseModel(endpoint, name);
      const { temperature, topP, maxTokens, reasoningEffort } = parameters;
      const key = JSON.stringify([chosen, temperature, topP, maxTokens, reasoningEffort]);
      const model = known.get(key) ?? make(chosen, parameters);
      known.set(key, model);
      const [oldest] = known.keys();
      if (known.size > MAX_CLIENTS && oldest !== undefined) known.delete(oldest);
      return model;
    },
  };
}

/** Each provider's library is loaded only when it is used. */
async function makeChat(
  endpoint: Endpoint,
  name: string,
  parameters: ModelParameters,
  config: Config,
  logger: Logger,
): Promise<BaseChatModel> {
  if (endpoint.provider === "offline") {
    const { OfflineChatModel } = await import("../offline-model/offline-chat-model.ts");
    return new OfflineChatModel();
  }
  const { createOpenAiChat } = await import("./openai-chat.ts");
  return createOpenAiChat(endpoint, name, parameters, config, logger);
}
