import { AnalystError } from "../../../tools/errors.ts";
import { mimeType } from "../../../tools/files/mime-type.ts";
import { readableSize } from "../../../tools/files/readable-size.ts";
import type { FileEntry, Sandbox } from "../../../tools/ports/sandbox.ts";
import type { Artifact } from "../artifact.ts";
import type { AnalystRuntime, RunSettings } from "../context.ts";
import type { AnalystDeps } from "../deps.ts";
import { emit } from "../emit.ts";
import { currentRun, runCells } from "../run-state.ts";
import type { AnalystStateType, RunState } from "../state.ts";
import { isOneFiles, notKept } from "./file-faults.ts";
import { inSession, liveSession, type Session } from "./open-session.ts";

const MAX_FILES = 20;
const MAX_BYTES = 200 * 1024 * 1024;

const isImage = (name: string) => mimeType(name).startsWith("image/");

const isOver = (reason: string | undefined) =>
  reason === "cancelled" || reason === "sandbox_unavailable";

export interface Collected {
  readonly artifacts: Artifact[];
  /** What could not be handed out, and why. */
  readonly caveats: RunState["caveats"];
}

/**
 * Stores what this run's code wrote and nobody has handed out yet, so that files reach the user
 * whether or not the model thought of them. What the user has already, a picture that a cell also
 * showed or a file that was not changed, is known by its content. A file that cannot be kept is told,
 * and the others are kept all the same.
 */
export async function collectFiles(
  deps: AnalystDeps,
  state: AnalystStateType,
  settings: RunSettings,
  runtime: AnalystRuntime,
): Promise<Collected> {
  const written = new Map(
    runCells(state).flatMap(({ id, newFiles }) => newFiles.map((path) => [path, id] as const)),
  );
  const open = new Map([...written].slice(0, MAX_FILES));
  const known = new Set([...state.artifacts, ...state.datasets].map(({ sha256 }) => sha256));
  const ids = new Set(state.artifacts.map(({ id }) => id));
  for (const { fileId } of state.datasets) ids.add(fileId);
  const artifacts: Artifact[] = [];
  const caveats: RunState["caveats"] = [];
  if (open.size === 0) return { artifacts, caveats };
  const { threadId, caller } = settings;

  const keep = async (sandbox: Sandbox, path: string, cellId: string) => {
    const entry = await sandbox.files.stat(path);
    if (entry?.type !== "file") return;
    if (entry.size > MAX_BYTES) throw tooLarge(entry);
    const file = { name: entry.name, mime: mimeType(entry.name), threadId };
    const stored = await deps.files.put(caller, file, await sandbox.files.read(entry.path));
    if (known.has(stored.sha256)) {
      // Only the bytes tell; a second record of them is of no use to anybody.
      if (!ids.has(stored.id)) await deps.files.remove(caller, stored.id);
      return;
    }
    known.add(stored.sha256);
    ids.add(stored.id);
    const kind = isImage(entry.name) ? "chart" : "file";
    const artifact: Artifact = { ...stored, cellId, kind };
    artifacts.push(artifact);
    emit(runtime, { type: "artifact", artifact });
  };

  const collect = async ({ sandbox }: Session) => {
    for (const [path, cellId] of open) {
      try {
        await keep(sandbox, path, cellId);
      } catch (error) {
        if (!isOneFiles(error)) throw error;
        const caveat = notKept(path, error, cellId, currentRun(state).language);
        caveats.push(caveat);
        emit(runtime, { type: "caveat", ...caveat });
      }
      // Done, one way or the other: not again when the sandbox is lost with the next one.
      open.delete(path);
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
  return { artifacts, caveats };
}

const tooLarge = ({ size }: FileEntry) =>
  new AnalystError("file_too_large", {
    en: `it has ${readableSize(size)}, and files over ${readableSize(MAX_BYTES)} are handed out only when you ask for them.`,
    zh: `它有 ${readableSize(size)}，超过 ${readableSize(MAX_BYTES)} 的文件仅在您要求时才会交付。`,
  });
