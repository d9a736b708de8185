import type { AnalystContextInput } from "../../graphs/analyst/context.ts";
import type { AssistantFile } from "../../graphs/analyst/assistant-context.ts";
import type { Caller } from "../../tools/ports/caller.ts";
import type { FileStore } from "../../tools/ports/file-store.ts";
import type { SandboxSetup } from "../../tools/ports/sandbox.ts";
import type { AssistantDocument } from "./assistant-schema.ts";
import { secretsOf } from "./assistant-secrets.ts";
import { dataSourceSetup } from "./data-sources/data-source-setup.ts";

/** What a run takes from an assistant. */
export interface AssistantRun {
  readonly id: string;
  readonly context: AnalystContextInput;
  /** How many of its files exist no more. */
  readonly missingFiles: number;
}

/** How its sandboxes are to be, with all secrets in clear. */
export function setupOf(clear: AssistantDocument): SandboxSetup {
  const { envs, addresses } = dataSourceSetup(clear.data_sources);
  return {
    envs: { ...envs, ...clear.env_vars },
    addresses,
    internet: clear.has_internet_access,
    onIdle: clear.is_persistent ? "pause" : "kill",
    secrets: [...new Set(secretsOf(clear).values())],
  };
}

async function filesOf(ids: readonly string[], owner: Caller, files: Pick<FileStore, "find">) {
  const found: AssistantFile[] = [];
  for (const id of new Set(ids)) {
    const file = await files.find(owner, id);
    if (file === undefined) continue;
    const { name, sha256, size } = file;
    found.push({ id, name, sha256, size, owner });
  }
  return found;
}

/** Turns a stored assistant into the context of a run; `openSecrets` is called when a sandbox is set up. */
export async function openForRun(
  stored: AssistantDocument & { readonly id: string },
  author: Caller,
  files: Pick<FileStore, "find">,
  openSecrets: () => AssistantDocument,
): Promise<AssistantRun> {
  const { id, limits, model_parameters: parameters } = stored;
  const found = await filesOf(stored.file_ids, author, files);
  return {
    id,
    missingFiles: new Set(stored.file_ids).size - found.length,
    context: {
      model: stored.model ?? undefined,
      template: stored.template ?? undefined,
      maxCells: limits.max_cells,
      maxRepairs: limits.max_repairs,
      cellTimeoutS: limits.cell_timeout_s,
      timeLimitS: limits.run_time_limit_s,
      assistant: {
        name: stored.name,
        instructions: stored.instructions,
        tellsTime: stored.append_current_datetime,
        modelParameters: {
          temperature: parameters.temperature,
          topP: parameters.top_p,
          maxTokens: parameters.max_tokens,
          reasoningEffort: parameters.reasoning_effort,
        },
        allowedLibraries: stored.allowed_libraries,
        executionMode: stored.code_execution_mode,
        files: found,
        databases: stored.data_sources.map(({ name, type }) => ({ name, type })),
        internet: stored.has_internet_access,
        setup: () => setupOf(openSecrets()),
      },
    },
  };
}
