/**
 * An error and what caused it, outermost first. Errors are told by their fields, not by
 * `instanceof`: those of `fetch` may come from another realm.
 */
export function causesOf(error: unknown): object[] {
  const chain: object[] = [];
  let at = error;
  while (typeof at === "object" && at !== null && !chain.includes(at)) {
    chain.push(at);
    if ("carried" in at) at = at.carried;
    else at = "cause" in at ? at.cause : undefined;
  }
  return chain;
}

export function hasName(error: unknown, name: string): boolean {
  return typeof error === "object" && error !== null && "name" in error && error.name === name;
}

/**
 * Takes an error unharmed through the SDK, which rebuilds an error whose sentence, or whose cause's,
 * speaks of a time-out, and so loses it.
 */
export class Carrier extends Error {
  readonly carried: unknown;

  constructor(carried: unknown) {
    super("raised below the SDK");
    this.carried = carried;
  }
}
