import type { Leases } from "../../tools/ports/lease.ts";

/** Leases as processes that share a state have them; `onRefused` is told the name that somebody else holds. */
export function createMemoryLeases(onRefused?: (name: string) => void): Leases {
  const held = new Set<string>();
  return {
    async acquire(name) {
      if (held.has(name)) {
        onRefused?.(name);
        return undefined;
      }
      held.add(name);
      return { release: async () => void held.delete(name) };
    },
  };
}
