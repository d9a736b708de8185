import type { Language } from "../../../tools/words.ts";
import { readConfig } from "../../config.ts";
import { runEmbeddedServer } from "../../embedded-e2b/main.ts";
import { createLogger } from "../../logger.ts";
import { listenForInterrupts } from "../ask/interrupts.ts";
import { EXIT, type CliHost } from "../host.ts";
import { progressText } from "../progress-text.ts";
import { reportError } from "../report-error.ts";

/** The embedded sandbox server in the foreground; Ctrl-C ends it and every sandbox. */
export async function sandboxServer(host: CliHost, language: Language): Promise<number> {
  let last = "";
  const say = (line: string) => {
    if (line !== last) host.stderr.write(`${line}\n`);
    last = line;
  };
  const interrupts = listenForInterrupts(host, {
    isRunning: () => true,
    onFirst: () => say(language === "zh" ? "正在停止" : "Stopping"),
    onQuit: () => host.exit(EXIT.cancelled),
  });
  try {
    const config = readConfig(host.env, host.workingFolder);
    await runEmbeddedServer({
      config,
      logger: createLogger(config.env.LOG_LEVEL),
      signal: interrupts.signal,
      progress: (step) => say(progressText(step, language)),
      language,
      onReady: ({ url, apiKey }) =>
        host.stdout.write(`E2B_API_URL=${url}\nE2B_SANDBOX_URL=${url}\nE2B_API_KEY=${apiKey}\n`),
    });
    return EXIT.answered;
  } catch (error) {
    return reportError(error, host, language);
  } finally {
    interrupts.release();
  }
}
