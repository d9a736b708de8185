import type { Caller } from "../../tools/ports/caller.ts";

/** A plain user of a test. */
export const callerOf = (userId: string, more: Partial<Caller> = {}): Caller => ({
  userId,
  isAdmin: false,
  groups: [],
  ...more,
});

export const ann = callerOf("ann");
export const bob = callerOf("bob");
