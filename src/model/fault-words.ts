import type { Words } from "../../tools/words.ts";
import type { Provider } from "./endpoint.ts";

/** What is said of each fault, with the variable that cures it. */

const KEY: Record<Provider, string> = {
  openai: "OPENAI_API_KEY",
  azure: "AZURE_OPENAI_API_KEY",
  compatible: "OPENAI_API_KEY",
  offline: "OPENAI_API_KEY",
};
const MODEL: Record<Provider, string> = {
  openai: "OPENAI_MODEL",
  azure: "AZURE_OPENAI_DEPLOYMENT",
  compatible: "OPENAI_MODEL",
  offline: "OPENAI_MODEL",
};
const ADDRESS: Record<Provider, string> = {
  openai: "OPENAI_BASE_URL",
  azure: "AZURE_OPENAI_ENDPOINT",
  compatible: "OPENAI_BASE_URL",
  offline: "OPENAI_BASE_URL",
};

export const brokenOff: Words = {
  en: "The connection to the model broke off in the middle of its answer. Ask again to go on.",
  zh: "模型回答到一半时连接中断。请再次提问以继续。",
};

export function noAnswer(ms: number): Words {
  const seconds = Math.round(ms / 1000);
  return {
    en: `The model was silent for ${seconds} s. Ask again, or raise MODEL_TIMEOUT_S for a slow model.`,
    zh: `模型 ${seconds} 秒没有任何回应。请重试；若模型较慢，请调大 MODEL_TIMEOUT_S。`,
  };
}

export function unreachable(provider: Provider, host: string, reason: string): Words {
  const proxy =
    provider === "compatible" ? "" : " Behind a proxy, set HTTPS_PROXY and NODE_USE_ENV_PROXY=1.";
  const proxyZh =
    provider === "compatible" ? "" : "如需代理，请设置 HTTPS_PROXY 和 NODE_USE_ENV_PROXY=1。";
  return {
    en: `The model server ${host} cannot be reached (${reason}). Check that it runs and that ${ADDRESS[provider]} is right.${proxy}`,
    zh: `无法连接模型服务器 ${host}（${reason}）。请确认服务已启动，且 ${ADDRESS[provider]} 正确。${proxyZh}`,
  };
}

export function serverFailed(status: number): Words {
  return {
    en: `The model server failed (HTTP ${status}), also when asked again. Try later.`,
    zh: `模型服务器出错（HTTP ${status}），重试后仍然失败。请稍后再试。`,
  };
}

export function keyRefused(provider: Provider, status: number): Words {
  return status === 403
    ? {
        en: `The model server does not allow this (HTTP 403). Check the rights of ${KEY[provider]} and that it may use this model.`,
        zh: `模型服务器拒绝访问（HTTP 403）。请检查 ${KEY[provider]} 的权限，以及它能否使用该模型。`,
      }
    : {
        en: `The model server refused the key (HTTP ${status}). Check ${KEY[provider]}.`,
        zh: `模型服务器不接受密钥（HTTP ${status}）。请检查 ${KEY[provider]}。`,
      };
}

export function modelUnknown(provider: Provider, name: string): Words {
  return {
    en: `The server does not know the model "${name}". Check ${MODEL[provider]} or --model, and ${ADDRESS[provider]}.`,
    zh: `服务器上没有模型“${name}”。请检查 ${MODEL[provider]} 或 --model，以及 ${ADDRESS[provider]}。`,
  };
}

export function rateLimited(waitS: number | undefined): Words {
  const [en, zh] =
    waitS === undefined
      ? ["in a minute", "一分钟后"]
      : [`in ${Math.ceil(waitS)} s`, `${Math.ceil(waitS)} 秒后`];
  return {
    en: `The model server limits the rate of requests. Ask again ${en}.`,
    zh: `模型服务器限制了请求频率。请${zh}再试。`,
  };
}

export const quotaUsedUp: Words = {
  en: "The quota of the model account is used up. Check its plan and billing.",
  zh: "模型账户的额度已用完。请检查套餐与账单。",
};

export const tooLong: Words = {
  en: "The conversation is longer than the model can read. Start a new thread, or use a model with a larger context.",
  zh: "对话超出了模型可读取的长度。请开始新的会话，或使用上下文更大的模型。",
};

export const filtered: Words = {
  en: "The content filter of the model server refused this request. Word it differently.",
  zh: "模型服务器的内容过滤拒绝了该请求。请换一种说法。",
};

export function refused(status: number | undefined, detail: string): Words {
  const code = status === undefined ? "" : ` (HTTP ${status})`;
  const codeZh = status === undefined ? "" : `（HTTP ${status}）`;
  return {
    en: `The model server refused the request${code}${detail === "" ? "." : `: ${detail}`}`,
    zh: `模型服务器拒绝了请求${codeZh}${detail === "" ? "。" : `：${detail}`}`,
  };
}

export const stopped: Words = { en: "The model call was cancelled.", zh: "模型调用已取消。" };

export const unexpected: Words = {
  en: "The model call failed in an unexpected way; the log says more.",
  zh: "模型调用出现意外错误，详情见日志。",
};
