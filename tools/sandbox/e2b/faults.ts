import { diagnose } from "./diagnose.ts";
import { isFromOutside, isSlow, knownError, lostError, slowError } from "./sandbox-errors.ts";
import type { SdkSandbox } from "./sdk.ts";

/** Turns what a call to a sandbox raised into an `AnalystError`; a defect of ours comes back as it is. */
export type Faults = (error: unknown) => Promise<unknown>;

/**
 * A torn connection counts as a lost sandbox even where the sandbox may live: connecting anew finds
 * out, and gives it back with its variables when it does.
 */
export function createFaults(sdk: SdkSandbox): Faults {
  return async (error) => {
    const known = knownError(error);
    if (known !== undefined) return known;
    if (!isFromOutside(error)) return error;
    const alive = (await diagnose(sdk)) === "alive";
    return alive && isSlow(error) ? slowError(error) : lostError(error);
  };
}
