import { createHash } from "node:crypto";

/** Raised when the layout of an environment changes in a way that no step's version tells. */
const LAYOUT = "1";

/**
 * The key of what an environment is made of: the same on every machine of one architecture. The
 * version of Python is not in it but beside it, since it is not known without running one.
 */
export function environmentKey(
  steps: readonly { readonly version: string }[],
  architecture: string,
): string {
  const parts = [LAYOUT, architecture, ...steps.map((step) => step.version)];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
