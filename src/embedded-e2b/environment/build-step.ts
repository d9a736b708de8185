import type { Words } from "../../../tools/words.ts";
import type { Host } from "./host.ts";
import type { Python } from "./pythons.ts";
import { setupError } from "./setup-error.ts";
import type { CommandResult } from "./run-command.ts";
import { REGISTRY_CURE, type Uv } from "./uv.ts";

/** What a step works with. All it makes goes below `folder`, which is final: paths may be kept. */
export interface BuildContext {
  readonly host: Host;
  readonly folder: string;
  readonly base: Python;
  readonly uv: Uv;
  /** Runs the new environment's own Python on a script read from stdin. */
  readonly python: (script: string, args: readonly string[]) => Promise<CommandResult>;
  /** To be told uv's lines, so that a long step shows what it is doing. */
  readonly note: (line: string) => void;
}

/** One part of an environment; a changed `version` makes another environment. */
export interface BuildStep {
  readonly name: Words;
  readonly version: string;
  readonly run: (context: BuildContext) => Promise<void>;
}

/** uv's arguments to install ready-built packages: a source package could need a compiler. */
export const pipInstall = (python: string, ...rest: readonly string[]) => [
  "pip",
  "install",
  "--python",
  python,
  "--only-binary=:all:",
  ...rest,
];

/** The error for packages that uv could not install. */
export function packagesMissing(what: Words, fault: string) {
  return setupError(
    { en: `Could not install ${what.en}:`, zh: `以下内容无法安装：${what.zh}` },
    REGISTRY_CURE,
    // What uv tells before is about packages that it did get.
    { output: fault.slice(Math.max(0, fault.indexOf("error:"))), retryable: true },
  );
}
