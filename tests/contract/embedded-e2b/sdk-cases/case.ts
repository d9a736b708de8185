import type { E2B, Sandbox } from "@e2b/code-interpreter";
import type { Connection } from "../../../integration/embedded-e2b/running-server.ts";

/** One call of the SDK and what it has to give. */
export interface Case {
  /** `Owner.method`, a variant after a blank. */
  readonly name: string;
  readonly call: () => unknown;
  /** What comes back; a typed error of the SDK where this is absent. */
  readonly gives?: unknown;
}

/** What the calls are made with. */
export interface Subject {
  readonly connection: Connection;
  readonly client: E2B;
  readonly sandbox: Sandbox;
}

export const bytes = (text: string) => new TextEncoder().encode(text);

/** Resolves with the first thing that is seen. */
export async function seen(
  start: (see: (what: unknown) => void) => Promise<unknown>,
): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  await start(resolve);
  return promise;
}
