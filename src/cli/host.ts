import type { EventEmitter } from "node:events";
import type { Language } from "../../tools/words.ts";
import type { Config } from "../config.ts";
import type { Progress } from "../embedded-e2b/environment/types.ts";
import type { Logger } from "../logger.ts";
import type { Runtime } from "../run-request.ts";

export type OpenRuntime = (
  config: Config,
  logger: Logger,
  options: { progress: Progress; language: Language },
) => Promise<Runtime>;

/** An output of the process. */
export interface CliStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): boolean;
}

/** What the commands need of the process around them; tests hand in their own. */
export interface CliHost {
  readonly env: NodeJS.ProcessEnv;
  readonly workingFolder: string;
  readonly stdout: CliStream;
  readonly stderr: CliStream;
  /** Emits SIGINT, SIGTERM and SIGHUP. */
  readonly signals: Pick<EventEmitter, "on" | "off">;
  /** Aborted when nobody reads stdout any more. */
  readonly outputGone: AbortSignal;
  readonly openRuntime: OpenRuntime;
  /** Ends the process at once. */
  exit(code: number): never;
}

export const EXIT = { answered: 0, failed: 1, usage: 2, cancelled: 130 } as const;
