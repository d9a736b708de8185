import type { WorkspaceRequest } from "../workspace.ts";
import { ApiError } from "./api-error.ts";
import type { SandboxSpec } from "./live-sandbox.ts";
import { networkOf } from "./network.ts";
import type { CreateBody } from "./schemas.ts";
import { findTemplate } from "./templates.ts";

/** What a create request asks for; a wish that this server cannot fulfil is refused. */
export function specOf(
  body: CreateBody,
  defaultLifeS: number,
): { spec: SandboxSpec; request: WorkspaceRequest } {
  const missing = [
    body.mcp !== undefined && "MCP servers",
    body.iam !== undefined && "workload tokens",
    (body.volumeMounts ?? []).length > 0 && "volumes",
  ].filter((name) => name !== false);
  if (missing.length > 0) {
    throw new ApiError(400, `The embedded E2B server does not have ${missing.join(", ")}`);
  }
  const { name, interpreter } = findTemplate(body.templateID);
  const envs = body.envVars ?? {};
  const network = networkOf(body.allow_internet_access, body.network);
  return {
    spec: {
      template: name,
      metadata: body.metadata ?? {},
      envs,
      lifeMs: (body.timeout ?? defaultLifeS) * 1000,
      onTimeout: body.autoPause === true ? "pause" : "kill",
      keepMemory: body.autoPauseMemory ?? true,
      autoResume: body.autoResume?.enabled ?? false,
      publicTraffic: body.network?.allowPublicTraffic ?? true,
    },
    request: { interpreter, network, envs },
  };
}
