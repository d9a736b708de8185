import { SandboxError, TemplateError } from "@e2b/code-interpreter";
import { AnalystError } from "../../errors.ts";
import { isFromOutside, knownError, templateError, unreachableError } from "./sandbox-errors.ts";

/** Why no sandbox could be made, by the class and the status of what E2B's API answered. */
export function creationError(error: unknown, template: string): unknown {
  if (error instanceof TemplateError) return templateError(template, error);
  const known = knownError(error);
  if (known !== undefined) return known;
  const status = error instanceof SandboxError ? error.statusCode : undefined;
  if (status === 404 || status === 403) return templateError(template, error);
  if (status === 400) {
    const { message } = error as SandboxError;
    return new AnalystError(
      "config_invalid",
      {
        en: `E2B refused to make a sandbox (${message}). Check E2B_SANDBOX_TEMPLATE and E2B_SANDBOX_LIFE_S.`,
        zh: `E2B 拒绝创建沙箱（${message}）。请检查 E2B_SANDBOX_TEMPLATE 和 E2B_SANDBOX_LIFE_S。`,
      },
      { cause: error },
    );
  }
  return isFromOutside(error) ? unreachableError(error) : error;
}
