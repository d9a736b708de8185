import {
  AuthenticationError,
  FileNotFoundError,
  InvalidArgumentError,
  NotEnoughSpaceError,
  RateLimitError,
  SandboxError,
  SandboxNotFoundError,
  ServiceBusyError,
  TemplateError,
} from "@e2b/code-interpreter";
import { AnalystError } from "../../errors.ts";

type Kind = new (...args: never[]) => Error;

/** By shape, not by class: errors of the platform may come from another realm. */
const fieldOf = (error: unknown, field: "name" | "message" | "cause"): unknown =>
  typeof error === "object" && error !== null ? Reflect.get(error, field) : undefined;

const messageOf = (error: unknown) => String(fieldOf(error, "message") ?? error);

export function lostError(cause?: unknown): AnalystError {
  return new AnalystError(
    "sandbox_lost",
    { en: "The sandbox is gone.", zh: "沙箱已不存在。" },
    { retryable: true, cause },
  );
}

export function unreachableError(cause: unknown): AnalystError {
  return new AnalystError(
    "sandbox_unavailable",
    {
      en: "The sandbox service cannot be reached. Check the network, E2B_API_URL and E2B_DOMAIN.",
      zh: "无法连接沙箱服务。请检查网络、E2B_API_URL 和 E2B_DOMAIN。",
    },
    { retryable: true, cause },
  );
}

export function slowError(cause: unknown): AnalystError {
  return new AnalystError(
    "sandbox_unavailable",
    {
      en: "The sandbox is there but did not answer in time. Try again.",
      zh: "沙箱存在，但未及时响应。请重试。",
    },
    { retryable: true, cause },
  );
}

/** Somebody else makes or ends the sandbox of the same conversation, and does not come to an end. */
export function busyError(): AnalystError {
  return new AnalystError(
    "sandbox_unavailable",
    {
      en: "Another process has been making this conversation's sandbox for too long. Try again.",
      zh: "另一个进程正在为此会话创建沙箱，耗时过长。请重试。",
    },
    { retryable: true },
  );
}

export function cancelledError(): AnalystError {
  return new AnalystError("cancelled", { en: "Cancelled.", zh: "已取消。" });
}

/** What each class of the SDK means to us, whatever call raised it. */
const MEANINGS: readonly (readonly [Kind, (error: unknown) => AnalystError])[] = [
  [SandboxNotFoundError, lostError],
  [
    FileNotFoundError,
    (cause) =>
      new AnalystError(
        "file_not_found",
        { en: "There is no such file in the sandbox.", zh: "沙箱中没有该文件。" },
        { cause },
      ),
  ],
  [
    NotEnoughSpaceError,
    (cause) =>
      new AnalystError(
        "sandbox_disk_full",
        {
          en: "The sandbox's disk is full. Delete files there, or use a template with a larger disk.",
          zh: "沙箱磁盘已满。请删除其中的文件，或使用磁盘更大的模板。",
        },
        { cause },
      ),
  ],
  [
    AuthenticationError,
    (cause) =>
      new AnalystError(
        "config_invalid",
        {
          en: "E2B refused the API key. Check E2B_API_KEY (https://e2b.dev/dashboard?tab=keys).",
          zh: "E2B 拒绝了 API 密钥。请检查 E2B_API_KEY（https://e2b.dev/dashboard?tab=keys）。",
        },
        { cause },
      ),
  ],
  [
    RateLimitError,
    (cause) =>
      new AnalystError(
        "sandbox_unavailable",
        {
          en: "E2B's limit of requests or of running sandboxes is reached. Try again shortly, or kill sandboxes that are not needed.",
          zh: "已达到 E2B 的请求数或运行沙箱数上限。请稍后重试，或关闭不需要的沙箱。",
        },
        { retryable: true, cause },
      ),
  ],
  [
    ServiceBusyError,
    (cause) =>
      new AnalystError(
        "sandbox_unavailable",
        {
          en: "E2B has no room for a sandbox right now. Try again shortly.",
          zh: "E2B 暂无可用资源，请稍后重试。",
        },
        { retryable: true, cause },
      ),
  ],
  [TemplateError, (cause) => templateError("", cause)],
  [
    InvalidArgumentError,
    (cause) =>
      new AnalystError(
        "input_invalid",
        {
          en: `The sandbox refused the request: ${messageOf(cause)}`,
          zh: `沙箱拒绝了请求：${messageOf(cause)}`,
        },
        { cause },
      ),
  ],
];

/** The template cannot be used; `reason` is what the service said. */
export function templateError(template: string, cause: unknown): AnalystError {
  return new AnalystError(
    "sandbox_template",
    {
      en: `E2B cannot make a sandbox from the template "${template}": ${messageOf(cause)}. Check E2B_SANDBOX_TEMPLATE; leave it empty for code-interpreter-v1.`,
      zh: `E2B 无法用模板“${template}”创建沙箱：${messageOf(cause)}。请检查 E2B_SANDBOX_TEMPLATE；留空则使用 code-interpreter-v1。`,
    },
    { cause },
  );
}

export function noInterpreterError(template: string): AnalystError {
  return new AnalystError("sandbox_template", {
    en: `The template "${template}" has no code interpreter: nothing listens on port 49999. Build it with Template().fromTemplate("code-interpreter-v1"), or leave E2B_SANDBOX_TEMPLATE empty.`,
    zh: `模板“${template}”没有代码解释器：端口 49999 无服务。请用 Template().fromTemplate("code-interpreter-v1") 构建，或将 E2B_SANDBOX_TEMPLATE 留空。`,
  });
}

/** The meaning of an error by its class alone; undefined where the class does not tell. */
export function knownError(error: unknown): AnalystError | undefined {
  if (AnalystError.isInstance(error)) return error;
  return MEANINGS.find(([kind]) => error instanceof kind)?.[1](error);
}

/** A request that nobody answered in time, by the standard's name for it. */
export const isSlow = (error: unknown) =>
  fieldOf(error, "name") === "TimeoutError" || fieldOf(error, "name") === "AbortError";

/** Whether an error came from the service or the way to it, and not from a defect of ours. */
export function isFromOutside(error: unknown): boolean {
  if (error instanceof SandboxError || isSlow(error)) return true;
  // A failed fetch is a TypeError that carries the socket's error.
  return fieldOf(error, "name") === "TypeError" && fieldOf(error, "cause") !== undefined;
}
