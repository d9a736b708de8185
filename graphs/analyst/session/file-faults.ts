import { AnalystError } from "../../../tools/errors.ts";
import type { Language, Words } from "../../../tools/words.ts";
import type { Dataset, RunState } from "../state.ts";

/** Errors that are not one file's: the sandbox is of no more use, or nobody waits. */
const NOT_ONE_FILES = new Set(["sandbox_lost", "sandbox_unavailable", "cancelled", "internal"]);

/** True when an error speaks of one file, and the next one may well succeed. */
export const isOneFiles = (error: unknown): error is AnalystError =>
  AnalystError.isInstance(error) && !NOT_ONE_FILES.has(error.code);

type Caveat = RunState["caveats"][number];

/** What the user is told of files of the thread that could not be brought into the sandbox. */
export function faultsOf(datasets: readonly Dataset[], language: Language): Caveat[] {
  return datasets.flatMap(({ name, fault }) => {
    if (fault === undefined) return [];
    const words: Words = {
      en: `The file ${name} could not be brought into the sandbox: ${fault.en}`,
      zh: `文件 ${name} 未能放入沙箱：${fault.zh}`,
    };
    return [{ kind: "file_not_brought", text: words[language], cellId: "" }];
  });
}

/** What the user is told of a file that the code wrote and that could not be kept. */
export function notKept(
  path: string,
  why: AnalystError,
  cellId: string,
  language: Language,
): Caveat {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const words: Words = {
    en: `The file ${name} could not be handed out: ${why.say("en")}`,
    zh: `文件 ${name} 未能交付：${why.say("zh")}`,
  };
  return { kind: "file_not_kept", text: words[language], cellId };
}
