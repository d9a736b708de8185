import { AnalystError } from "../../../tools/errors.ts";
import type { Language } from "../../../tools/words.ts";
import { localCaller } from "../../../tools/ports/caller.ts";
import { readConfig } from "../../config.ts";
import { deletedWords } from "../../delete-data.ts";
import { createLogger } from "../../logger.ts";
import { EXIT, type CliHost } from "../host.ts";
import { progressText } from "../progress-text.ts";

/** Deletes one conversation of this machine's user, or everything of theirs; says what is gone. */
export async function deleteData(
  threadId: string | undefined,
  isEverything: boolean,
  host: CliHost,
  language: Language,
): Promise<number> {
  if ((threadId === undefined) !== isEverything) {
    throw new AnalystError("input_invalid", {
      en: "Name one conversation to delete, or give --everything.",
      zh: "请指定要删除的一个会话，或使用 --everything。",
    });
  }
  const config = readConfig(host.env, host.workingFolder);
  const runtime = await host.openRuntime(config, createLogger(config.env.LOG_LEVEL), {
    progress: (step) => host.stderr.write(`${progressText(step, language)}\n`),
    language,
  });
  try {
    const { deletion } = runtime;
    const deleted =
      threadId === undefined
        ? await deletion.deleteUser(localCaller)
        : await deletion.deleteThread(localCaller, threadId);
    host.stdout.write(`${deletedWords(deleted)[language]}\n`);
    return deleted.busy.length === 0 ? EXIT.answered : EXIT.failed;
  } finally {
    await runtime.close();
  }
}
