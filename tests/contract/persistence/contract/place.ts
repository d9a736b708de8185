import type { Persistence } from "../../../../src/persistence/persistence.ts";
import type { Clock } from "../../../../tools/ports/clock.ts";

/** One empty state of a test's own; every `open` is another client of it, as after a restart. */
export interface Place {
  open(clock?: Clock): Promise<Persistence>;
  /** The same as an expression, for a process of its own. */
  readonly opener: string;
}

export type MakePlace = () => Promise<Place>;

/** A clock that goes on by one second at each look, so that "newest" means something. */
export function tickingClock(start = Date.UTC(2026, 0, 1)): Clock {
  let now = start;
  return {
    now() {
      now += 1_000;
      return now;
    },
  };
}

export const settled = (results: readonly PromiseSettledResult<unknown>[]) => ({
  kept: results.filter(({ status }) => status === "fulfilled").length,
  codes: results.flatMap((result) =>
    result.status === "rejected" ? [(result.reason as { code?: string }).code] : [],
  ),
});
