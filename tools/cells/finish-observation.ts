import { createBoundedText } from "../output/bounded-text.ts";
import { keepHead, keepTail } from "../output/cut-text.ts";
import { resultText } from "../output/result-text.ts";
import { isCut, OBSERVATION_LIMIT, type Observation, type ToolArtifact } from "../observation.ts";
import { AnalystError } from "../errors.ts";
import type { ToolContext } from "../tool-context.ts";
import type { BlocksRun } from "./run-blocks.ts";

/** What an observation keeps of each text, for whoever reads more of it than the model. */
const KEPT = 4 * OBSERVATION_LIMIT;

function bounded(text: string): string {
  if (text.length <= KEPT) return text;
  const kept = createBoundedText(KEPT);
  kept.push(text);
  return kept.toString();
}

/** The whole output as one text file, its parts under headings when there is more than one. */
function wholeOutput(observation: Observation): string {
  const parts = [
    ["stdout", observation.stdout],
    ["value", observation.value ?? ""],
    ["stderr", observation.stderr],
    ["traceback", observation.error?.traceback ?? ""],
  ].filter(([, text]) => text !== "");
  if (parts.length === 1) return parts[0]?.[1] ?? "";
  return parts.map(([name, text]) => `=== ${name}\n${text}\n`).join("\n");
}

async function storeOutput(
  whole: Observation,
  context: ToolContext,
): Promise<ToolArtifact | undefined> {
  const { caller, threadId, cellId, store } = context;
  const file = { name: `${cellId}-output.txt`, mime: "text/plain", threadId };
  try {
    const stored = await store.put(caller, file, new TextEncoder().encode(wholeOutput(whole)));
    return { ...stored, kind: "output" };
  } catch (error) {
    // The model still sees the cut text; a full disk must not turn a success into a failure.
    if (AnalystError.isInstance(error)) return undefined;
    throw error;
  }
}

/** Turns what ran into an observation: text of the results, bounds, the full output as a file. */
export async function finishObservation(
  run: BlocksRun,
  context: ToolContext,
): Promise<Observation> {
  const { results, ...rest } = run;
  const texts = results.map(resultText).filter((text) => text !== undefined && text !== "");
  const whole: Observation = {
    ...rest,
    success: run.status === "ok",
    value: texts.length === 0 ? undefined : texts.join("\n"),
  };
  const output = isCut(whole, OBSERVATION_LIMIT) ? await storeOutput(whole, context) : undefined;
  if (output !== undefined) context.on?.artifact?.(output);
  return {
    ...whole,
    stdout: bounded(whole.stdout),
    stderr: bounded(whole.stderr),
    value: whole.value === undefined ? undefined : keepHead(whole.value, KEPT).text,
    error: whole.error && {
      ...whole.error,
      value: keepHead(whole.error.value, OBSERVATION_LIMIT).text,
      traceback: keepTail(whole.error.traceback, KEPT).text,
    },
    artifacts: output === undefined ? run.artifacts : [...run.artifacts, output],
  };
}
