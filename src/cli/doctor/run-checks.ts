import { AnalystError } from "../../../tools/errors.ts";
import type { Words } from "../../../tools/words.ts";
import { plain, type Check, type DoctorContext, type Finding } from "./check.ts";

export interface Result extends Finding {
  readonly id: string;
  readonly name: Words;
}

/** Runs the checks one after the other; what a check raises is its finding. */
export async function* runChecks(
  checks: readonly Check[],
  context: Omit<DoctorContext, "isBlocked">,
  onStart: (check: Check) => void,
): AsyncGenerator<Result> {
  const usesCloud = context.config.env.E2B_API_KEY !== undefined;
  let isBlocked = false;
  for (const check of checks) {
    if (check.embedded === true && usesCloud) continue;
    if (context.signal.aborted) return;
    onStart(check);
    const finding = await check.run({ ...context, isBlocked }).catch(failure);
    if (check.embedded === true && finding.status === "fail") isBlocked = true;
    yield { id: check.id, name: check.name, ...finding };
  }
}

function failure(error: unknown): Finding {
  if (AnalystError.isInstance(error)) {
    return { status: "fail", detail: { en: error.say("en"), zh: error.say("zh") } };
  }
  return { status: "fail", detail: plain(error instanceof Error ? error.message : String(error)) };
}
