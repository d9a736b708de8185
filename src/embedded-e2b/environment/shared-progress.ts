import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Words } from "../../../tools/words.ts";
import { installerProgress } from "./installer-progress.ts";
import type { EnsureOptions } from "./types.ts";

/** Tells of a set-up's progress, also to other processes that wait for it. */
export interface Reporter {
  readonly step: (name: Words) => void;
  /** A line of the installer's, within a step. */
  readonly note: (line: string) => void;
  readonly ready: () => void;
  /** To be called however the set-up ended. */
  readonly close: () => void;
}

const fileOf = (cacheRoot: string) => join(cacheRoot, "setup.progress");

/** The reporter of the process that makes the environment in `total` steps. */
export function sharedReporter(
  cacheRoot: string,
  total: number,
  { progress, language = "en" }: EnsureOptions,
): Reporter {
  const file = fileOf(cacheRoot);
  let done = -1;
  let current = "";
  const tell = (message: string) => {
    progress({ message, done, total });
    writeFileSync(file, `${done + 1}/${total} ${message}`, { mode: 0o644 });
  };
  return {
    step: (name) => {
      done += 1;
      current = name[language];
      tell(current);
    },
    note: (line) => {
      const words = installerProgress(line);
      if (words !== undefined) tell(`${current}: ${words[language]}`);
    },
    close: () => rmSync(file, { force: true }),
    ready: () => {
      const message = { en: "Python environment ready", zh: "Python 环境已就绪" }[language];
      progress({ message, done: total, total });
    },
  };
}

/** To be called again and again by a process that waits: tells what the other one is doing. */
export function watchReporter(
  cacheRoot: string,
  { progress, language = "en" }: EnsureOptions,
): () => void {
  const waiting = {
    en: "waiting for another process that sets up Python",
    zh: "正在等待另一个进程安装 Python 环境",
  }[language];
  let last: string | undefined;
  return () => {
    const now = read(fileOf(cacheRoot));
    if (now === last) return;
    last = now;
    progress({ message: now === "" ? waiting : `${waiting}: ${now}` });
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
