import type { AnalystRuntime } from "../context.ts";
import { emit } from "../emit.ts";
import { restoredCaveat, restoredNotice } from "../prompts/restored-notice.ts";
import type { RunState } from "../state.ts";
import type { Session } from "./open-session.ts";

/** Of a caveat about what could not be brought back. */
const KIND = "not_restored";

/**
 * What model and user are told of a restoration: the words for the model, empty when there was none,
 * and the run with a caveat when something is missing.
 */
export function tellRestored(
  { restored }: Pick<Session, "restored">,
  run: RunState,
  cellId: string,
  runtime: AnalystRuntime,
): { words: string; run: RunState } {
  if (restored === undefined) return { words: "", run };
  const words = restoredNotice(restored, run.language);
  const text = restoredCaveat(restored, run.language);
  if (text === undefined) return { words, run };
  emit(runtime, { type: "caveat", kind: KIND, text, cellId });
  return { words, run: { ...run, caveats: [...run.caveats, { kind: KIND, text, cellId }] } };
}
