import { AnalystError } from "../../../tools/errors.ts";
import { mimeType } from "../../../tools/files/mime-type.ts";
import type { Artifact } from "../artifact.ts";
import type { AnalystRuntime, RunSettings } from "../context.ts";
import type { AnalystDeps } from "../deps.ts";
import { emit } from "../emit.ts";
import { runCells } from "../run-state.ts";
import type { AnalystStateType } from "../state.ts";
import { inSession, liveSession, type Session } from "./open-session.ts";

const MAX_FILES = 20;
const MAX_BYTES = 200 * 1024 * 1024;

const isImage = (name: string) => mimeType(name).startsWith("image/");

const isOver = (reason: string | undefined) =>
  reason === "cancelled" || reason === "sandbox_unavailable";

/**
 * Stores what this run's code wrote and nobody has handed out yet, so that files reach the user
 * whether or not the model thought of them. What the user has already, a picture that a cell also
 * showed or a file that was not changed, is known by its content. A file that cannot be read is left out.
 */
export async function collectFiles(
  deps: AnalystDeps,
  state: AnalystStateType,
  settings: RunSettings,
  runtime: AnalystRuntime,
): Promise<Artifact[]> {
  const known = new Set([...state.artifacts, ...state.datasets].map(({ sha256 }) => sha256));
  const written = new Map(
    runCells(state).flatMap(({ id, newFiles }) => newFiles.map((path) => [path, id] as const)),
  );
  const open = [...written].slice(0, MAX_FILES);
  if (open.length === 0) return [];
  const { threadId, caller } = settings;
  const collected = new Map<string, Artifact>();
  const collect = async ({ sandbox }: Session) => {
    for (const [path, cellId] of open) {
      const entry = await sandbox.files.stat(path);
      if (entry?.type !== "file" || entry.size > MAX_BYTES) continue;
      const body = await sandbox.files.read(entry.path);
      const stored = await deps.files.put(
        caller,
        { name: entry.name, mime: mimeType(entry.name), threadId },
        body,
      );
      if (known.has(stored.sha256)) continue;
      known.add(stored.sha256);
      const artifact: Artifact = {
        ...stored,
        cellId,
        kind: isImage(entry.name) ? "chart" : "file",
      };
      collected.set(stored.id, artifact);
      emit(runtime, { type: "artifact", artifact });
    }
  };
  try {
    const held = liveSession(deps, state, settings);
    // A run that was stopped, or has no sandbox to be had, is not kept waiting for a new one.
    if (isOver(state.run?.stopReason)) {
      if (held !== undefined) await collect(held);
    } else await inSession(deps, state, settings, runtime, collect, held);
  } catch (error) {
    if (!AnalystError.isInstance(error)) throw error;
  }
  return [...collected.values()];
}
