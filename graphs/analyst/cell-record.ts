import type { Observation } from "../../tools/observation.ts";
import type { Language } from "../../tools/words.ts";
import { PREVIEW_CHARS, type Cell } from "./cell.ts";

/** What is known of a cell before it runs. */
export type CellStart = Pick<
  Cell,
  "id" | "toolCallId" | "title" | "code" | "blockStarts" | "step" | "installed"
>;

const MAX_NEW_FILES = 50;

/** Both ends of a text, for the state; the whole of it is an artifact. */
function preview(text: string): string {
  if (text.length <= 2 * PREVIEW_CHARS) return text;
  const cut = text.length - 2 * PREVIEW_CHARS;
  return `${text.slice(0, PREVIEW_CHARS)}\n[… ${cut} characters cut …]\n${text.slice(-PREVIEW_CHARS)}`;
}

/** The ledger's record of an observation: bounded, and with references in place of files. */
export function cellOf(start: CellStart, observation: Observation, language: Language): Cell {
  const { status, value, error, outOfMemory, variablesLost, okBlocks, durationMs } = observation;
  return {
    ...start,
    status: status === "refused" ? "error" : status,
    stdout: preview(observation.stdout),
    stderr: preview(observation.stderr),
    value: value === undefined ? undefined : preview(value),
    error: error && {
      name: error.name,
      value: preview(error.words?.[language] ?? error.value),
      traceback: preview(error.traceback),
    },
    showedResults: value !== undefined || observation.artifacts.length > 0,
    outOfMemory,
    variablesLost,
    ...(okBlocks === undefined ? {} : { okBlocks: [...okBlocks] }),
    artifacts: observation.artifacts.map((artifact) => ({ ...artifact, cellId: start.id })),
    newFiles: observation.newFiles.slice(0, MAX_NEW_FILES),
    durationMs,
  };
}

/** The record of a cell whose sandbox was gone before it ended. */
export function lostCell(start: CellStart, sentence: string, durationMs: number): Cell {
  return {
    ...start,
    status: "sandbox_lost",
    stdout: "",
    stderr: "",
    error: { name: "SandboxLost", value: sentence, traceback: "" },
    showedResults: false,
    artifacts: [],
    newFiles: [],
    durationMs,
  };
}
