import type { SandboxPool } from "../../../tools/ports/sandbox.ts";
import type { Language, Words } from "../../../tools/words.ts";
import type { Config } from "../../config.ts";
import type { PythonEnvironment } from "../../embedded-e2b/environment/types.ts";
import type { Logger } from "../../logger.ts";

export type Status = "ok" | "warn" | "fail";

export interface Finding {
  readonly status: Status;
  /** What was found. */
  readonly detail: Words;
  /** What to do about it. */
  readonly cure?: Words;
}

export interface DoctorContext {
  readonly config: Config;
  readonly logger: Logger;
  readonly language: Language;
  readonly signal: AbortSignal;
  /** The Python environment, made when it is missing; asked for once. */
  environment(): Promise<PythonEnvironment>;
  readonly sandboxes: SandboxPool;
  /** True once a check failed without which no embedded sandbox can start. */
  readonly isBlocked: boolean;
}

/** One thing that is looked at. */
export interface Check {
  readonly id: string;
  readonly name: Words;
  /** Without it no embedded sandbox starts; not looked at where sandboxes are E2B's. */
  readonly embedded?: boolean;
  /** What it raises is a failed check. */
  run(context: DoctorContext): Promise<Finding>;
}

/** Words that are the same in every language: numbers, paths, names. */
export function plain(text: string): Words {
  return { en: text, zh: text };
}
