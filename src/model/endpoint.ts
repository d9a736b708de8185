import type { Config } from "../config.ts";
import { AnalystError } from "../../tools/errors.ts";

export type Provider = "openai" | "azure" | "compatible" | "offline";

export interface ModelInfo {
  readonly provider: Provider;
  /** The model's name, or the deployment's on Azure. */
  readonly name: string;
}

/** Where chat models come from; one per installation. */
export interface Endpoint {
  readonly provider: Provider;
  /** Absent for the offline model. */
  readonly baseUrl?: string;
  /** Absent where the server needs none. */
  readonly apiKey?: string;
  readonly apiVersion?: string;
  /** The model of a run that names none; undefined when only the person can know it. */
  readonly defaultModel: string | undefined;
}

/** Streams and calls tools on every OpenAI account, with a million tokens of context. */
export const DEFAULT_OPENAI_MODEL = "gpt-4.1-mini";
/** The newest dated API version that is generally available. */
export const DEFAULT_AZURE_API_VERSION = "2024-10-21";
export const OFFLINE_MODEL = "offline";

const OPENAI_URL = "https://api.openai.com/v1";

/**
 * Decides from the configuration who answers: Azure when its endpoint is set, else a compatible
 * server when a base URL is set, else OpenAI when there is a key, else the offline model.
 */
export function resolveEndpoint({ env }: Config): Endpoint {
  if (env.AZURE_OPENAI_ENDPOINT !== undefined) {
    return {
      provider: "azure",
      baseUrl: azureRoot(env.AZURE_OPENAI_ENDPOINT),
      apiKey: env.AZURE_OPENAI_API_KEY,
      apiVersion: env.AZURE_OPENAI_API_VERSION ?? DEFAULT_AZURE_API_VERSION,
      defaultModel: env.AZURE_OPENAI_DEPLOYMENT ?? env.OPENAI_MODEL,
    };
  }
  const own = env.OPENAI_BASE_URL !== undefined && !isOpenAi(env.OPENAI_BASE_URL);
  if (own) {
    return {
      provider: "compatible",
      baseUrl: env.OPENAI_BASE_URL,
      apiKey: env.OPENAI_API_KEY,
      defaultModel: env.OPENAI_MODEL,
    };
  }
  if (env.OPENAI_API_KEY !== undefined) {
    return {
      provider: "openai",
      baseUrl: env.OPENAI_BASE_URL ?? OPENAI_URL,
      apiKey: env.OPENAI_API_KEY,
      defaultModel: env.OPENAI_MODEL ?? DEFAULT_OPENAI_MODEL,
    };
  }
  return { provider: "offline", defaultModel: OFFLINE_MODEL };
}

/** The model of a run. Raises `config_invalid` when a name is missing, or given where none can be had. */
export function chooseModel(endpoint: Endpoint, name: string | undefined): string {
  const chosen = name ?? endpoint.defaultModel;
  if (chosen === undefined) {
    throw new AnalystError("config_invalid", {
      en: "OPENAI_BASE_URL is set but no model is named. Set OPENAI_MODEL to a model of that server, or pass --model.",
      zh: "已设置 OPENAI_BASE_URL，但没有指定模型。请把 OPENAI_MODEL 设为该服务器上的模型，或使用 --model。",
    });
  }
  if (endpoint.provider === "offline" && chosen !== OFFLINE_MODEL) {
    throw new AnalystError("config_invalid", {
      en: `The model "${chosen}" needs a model server: set OPENAI_API_KEY, OPENAI_BASE_URL or AZURE_OPENAI_ENDPOINT.`,
      zh: `模型“${chosen}”需要模型服务：请设置 OPENAI_API_KEY、OPENAI_BASE_URL 或 AZURE_OPENAI_ENDPOINT。`,
    });
  }
  return chosen;
}

function isOpenAi(url: string): boolean {
  return new URL(url).hostname === "api.openai.com";
}

/** Azure's portal offers the endpoint in several lengths; what follows the resource is added anew. */
function azureRoot(endpoint: string): string {
  const { origin, pathname } = new URL(endpoint);
  return `${origin}${pathname.replace(/\/openai(\/.*)?$/, "").replace(/\/+$/, "")}`;
}
