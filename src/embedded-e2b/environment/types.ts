import type { Language } from "../../../tools/words.ts";

/** What `ensureEnvironment` made or found: all that a sandbox needs from this machine. */
export interface PythonEnvironment {
  /** The virtual environment's interpreter, an absolute host path. */
  readonly python: string;
  /** Host folders to bind read-only at the same path inside: the venv, the base interpreter's prefix, the assets. */
  readonly readOnlyPaths: readonly string[];
  /** Noto Sans CJK Regular, an absolute path below one of `readOnlyPaths`. */
  readonly cjkFont: string;
  /** A ready matplotlib font cache, to be copied into each home. */
  readonly matplotlibCache: string;
  readonly nltkData: string;
  /** The kernel start-up package (`e2b_template/startup`), compiled, inside the cache. */
  readonly startupPath: string;
  /** bubblewrap's executable; undefined where none could be had. */
  readonly bwrap: string | undefined;
}

/** Told about each step of a long set-up; `done` of `total` steps where known. */
export type Progress = (step: { message: string; done?: number; total?: number }) => void;

export interface EnsureOptions {
  /** Where downloads are kept; the user's cache folder when absent. */
  readonly cacheRoot?: string;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
  /** The language of `progress`; English when absent. */
  readonly language?: Language;
}
