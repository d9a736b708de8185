import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AzureChatOpenAICompletions, ChatOpenAICompletions } from "@langchain/openai";
import type { Config } from "../config.ts";
import type { Logger } from "../logger.ts";
import type { ModelParameters } from "../../graphs/analyst/assistant-context.ts";
import { callParameters } from "./call-parameters.ts";
import type { Endpoint } from "./endpoint.ts";
import { createModelFetch } from "./model-fetch.ts";

/** The SDK's own clock covers all retries together; ours, in the fetch, is the one that counts. */
const NO_SDK_TIMEOUT = 2 ** 31 - 1;

/**
 * A chat model of OpenAI, Azure or a compatible server. The chat-completions classes are used
 * themselves: `ChatOpenAI` sends some model names to the Responses API whatever `useResponsesApi`
 * says. `streaming` is never set: with it LangChain counts tokens with tables from the network.
 */
export function createOpenAiChat(
  endpoint: Endpoint,
  name: string,
  parameters: ModelParameters,
  { env }: Config,
  logger: Logger,
): BaseChatModel {
  const fetch = createModelFetch({
    provider: endpoint.provider,
    timeoutMs: env.MODEL_TIMEOUT_S * 1000,
    retries: env.MODEL_RETRIES,
    refused: new Set(),
    sendsKey: endpoint.apiKey !== undefined,
    logger,
  });
  const fields = {
    model: name,
    apiKey: endpoint.apiKey ?? "none",
    maxRetries: 0,
    timeout: NO_SDK_TIMEOUT,
    configuration: { fetch, baseURL: endpoint.baseUrl },
    ...callParameters(endpoint, name, parameters),
  };
  if (endpoint.provider !== "azure") return new ChatOpenAICompletions(fields);
  return new AzureChatOpenAICompletions({
    ...fields,
    azureOpenAIApiKey: endpoint.apiKey,
    azureOpenAIEndpoint: endpoint.baseUrl,
    azureOpenAIApiVersion: endpoint.apiVersion,
    azureOpenAIApiDeploymentName: name,
  });
}
