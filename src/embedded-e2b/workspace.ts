import type { Box, BoxOptions } from "./box/types.ts";
import type { PythonEnvironment } from "./environment/types.ts";
import { createContexts, type Contexts } from "./interpreter/contexts.ts";
import type { InterruptTiming } from "./interpreter/interrupt.ts";
import { newSandboxId } from "./control/identity.ts";
import type { NetworkPolicy } from "./relay/network-policy.ts";

/** A box, and the code interpreter in it where it has one. */
export interface Workspace {
  readonly id: string;
  readonly box: Box;
  readonly contexts: Contexts | undefined;
}

export interface WorkspaceRequest {
  readonly interpreter: boolean;
  readonly network: NetworkPolicy;
  readonly envs: Readonly<Record<string, string>>;
}

export interface WorkspaceOptions {
  readonly createBox: (options: BoxOptions) => Promise<Box>;
  readonly environment: PythonEnvironment;
  readonly box: Pick<BoxOptions, "limits" | "isolation" | "stateDir" | "reach">;
  readonly timing: InterruptTiming;
  /** Content of one kernel message beyond this is not read. */
  readonly maxContentBytes: number;
}

/** Makes a workspace and resolves once its kernel answers. */
export async function openWorkspace(
  options: WorkspaceOptions,
  request: WorkspaceRequest,
): Promise<Workspace> {
  const id = newSandboxId();
  const { environment, timing, maxContentBytes } = options;
  const { network, envs } = request;
  const box = await options.createBox({ ...options.box, id, environment, network, envs });
  if (!request.interpreter) return { id, box, contexts: undefined };
  try {
    const contexts = createContexts({ box, environment, timing, maxContentBytes });
    await contexts.defaultOf().start();
    return { id, box, contexts };
  } catch (error) {
    await box.kill();
    throw error;
  }
}
