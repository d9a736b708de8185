import { AnalystError } from "./errors.ts";
import type { Observation, ToolArtifact } from "./observation.ts";

/** The observation of a tool that did what was asked; `text` is all there is to say. */
export function done(text: string, artifacts: readonly ToolArtifact[] = []): Observation {
  return {
    success: true,
    status: "ok",
    stdout: text,
    stderr: "",
    artifacts,
    newFiles: [],
    notes: [],
    durationMs: 0,
  };
}

/** Errors after which the same sandbox is of no more use, or nobody waits: the graph's to handle. */
const GRAPHS = new Set(["sandbox_lost", "sandbox_unavailable", "cancelled", "internal"]);

/**
 * Runs a tool and turns an expected failure (a file that is not there, a full disk) into an
 * observation that the model can act on.
 */
export async function refusing(work: () => Promise<Observation>): Promise<Observation> {
  try {
    return await work();
  } catch (error) {
    if (!AnalystError.isInstance(error) || GRAPHS.has(error.code)) throw error;
    const words = { en: error.say("en"), zh: error.say("zh") };
    return {
      ...done(""),
      success: false,
      status: "refused",
      error: { name: error.code, value: words.en, traceback: "", words },
    };
  }
}
