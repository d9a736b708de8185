import type { Language } from "../../../tools/words.ts";
import { readConfig } from "../../config.ts";
import { createLogger } from "../../logger.ts";
import { openRuntime } from "../../runtime.ts";
import { createReadinessChecks } from "../../server/readiness.ts";
import { openServedFiles } from "../../server/served-files.ts";
import { startServer, type RunningServer } from "../../server/start-server.ts";
import { listenForInterrupts } from "../ask/interrupts.ts";
import { EXIT, type CliHost } from "../host.ts";
import { progressText } from "../progress-text.ts";
import { reportError } from "../report-error.ts";

const words = {
  open: {
    en: "No API key is set: whoever is on this machine can ask. Make one with: e2b-analyst keys create NAME",
    zh: "未设置 API 密钥：本机上的任何人都可以提问。创建密钥：e2b-analyst keys create 名称",
  },
  stopping: {
    en: "Stopping: running questions may finish; again to quit at once",
    zh: "正在停止：运行中的问题可以完成；再按一次立即退出",
  },
};

/** Answers over HTTP until a signal comes; running questions end in good order first. */
export async function serve(host: CliHost, language: Language): Promise<number> {
  let last = "";
  const say = (line: string) => {
    if (line !== last) host.stderr.write(`${line}\n`);
    last = line;
  };
  const stopped = Promise.withResolvers<void>();
  const interrupts = listenForInterrupts(host, {
    isRunning: () => true,
    onFirst: () => stopped.resolve(),
    onQuit: () => host.exit(EXIT.cancelled),
  });
  let server: RunningServer | undefined;
  try {
    const config = readConfig(host.env, host.workingFolder);
    const logger = createLogger(config.env.LOG_LEVEL);
    const options = {
      progress: (step: Parameters<typeof progressText>[0]) => say(progressText(step, language)),
      language,
    };
    const application = await openRuntime(config, logger, options);
    try {
      server = await startServer({
        config,
        logger,
        application,
        files: await openServedFiles(config, application),
        checks: createReadinessChecks(config, logger, application, options),
      });
      if (server.isOpen) say(words.open[language]);
      host.stdout.write(`${server.url}\n`);
      await stopped.promise;
      say(words.stopping[language]);
      await server.close();
    } finally {
      await application.close();
    }
    return EXIT.answered;
  } catch (error) {
    return reportError(error, host, language);
  } finally {
    interrupts.release();
  }
}
