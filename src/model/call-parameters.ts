import { ChatOpenAICompletions } from "@langchain/openai";
import type { ModelParameters } from "../../graphs/analyst/assistant-context.ts";
import type { Endpoint } from "./endpoint.ts";

/** LangChain's fields for the parameters of a call. */
export interface CallParameters {
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxTokens?: number;
  readonly modelKwargs?: Readonly<Record<string, unknown>>;
}

/**
 * What is sent of the wanted parameters, by what the model is known to take; an unknown model
 * refuses by itself what it does not take, once. A model that reasons takes no temperature and no
 * `top_p`, one that does not takes no effort. Without a wish the temperature is 0 on OpenAI and
 * Azure, so that an analysis comes out the same twice; compatible servers know what suits their
 * models: some repeat themselves for ever at 0.
 */
export function callParameters(
  { provider }: Endpoint,
  model: string,
  wanted: ModelParameters,
): CallParameters {
  const { temperature = provider === "compatible" ? undefined : 0, topP } = wanted;
  const { maxTokens, reasoningEffort } = wanted;
  const probe = new ChatOpenAICompletions({ model, apiKey: "none", maxTokens: 1 });
  const { reasoningOutput } = probe.profile;
  // OpenAI's newer models refuse `max_tokens`, which LangChain sends for names that it does not know.
  const isNamed = probe.invocationParams({}).max_completion_tokens !== undefined;
  const isNewName = provider !== "compatible" && !isNamed;
  const kwargs = {
    ...(reasoningEffort !== undefined && reasoningOutput !== false
      ? { reasoning_effort: reasoningEffort }
      : {}),
    ...(maxTokens !== undefined && isNewName ? { max_completion_tokens: maxTokens } : {}),
  };
  return {
    ...(reasoningOutput === true ? {} : { temperature, topP }),
    ...(maxTokens !== undefined && !isNewName ? { maxTokens } : {}),
    ...(Object.keys(kwargs).length > 0 ? { modelKwargs: kwargs } : {}),
  };
}
