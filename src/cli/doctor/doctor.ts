import type { Language } from "../../../tools/words.ts";
import { readConfig } from "../../config.ts";
import { ensureEnvironment } from "../../embedded-e2b/environment/ensure-environment.ts";
import type { PythonEnvironment } from "../../embedded-e2b/environment/types.ts";
import { createLogger } from "../../logger.ts";
import { listenForInterrupts } from "../ask/interrupts.ts";
import { EXIT, type CliHost } from "../host.ts";
import { progressText, type ProgressStep } from "../progress-text.ts";
import { reportError } from "../report-error.ts";
import { bubblewrapCheck } from "./checks/bubblewrap.ts";
import { modelCheck } from "./checks/model.ts";
import { nodeCheck } from "./checks/node.ts";
import { pythonCheck } from "./checks/python.ts";
import { sandboxCheck } from "./checks/sandbox.ts";
import { seccompCheck } from "./checks/seccomp.ts";
import { stateFolderCheck } from "./checks/state-folder.ts";
import { userNamespacesCheck } from "./checks/user-namespaces.ts";
import { createDoctorView } from "./doctor-view.ts";
import { openSandboxes } from "../../sandboxes.ts";
import { runChecks, type Result } from "./run-checks.ts";

const CHECKS = [
  nodeCheck,
  stateFolderCheck,
  pythonCheck,
  bubblewrapCheck,
  userNamespacesCheck,
  seccompCheck,
  modelCheck,
  sandboxCheck,
];

/** Checks this machine and says, of each finding, cause and cure. */
export async function doctor(
  { json = false }: { json?: boolean },
  host: CliHost,
  language: Language,
): Promise<number> {
  const view = json ? undefined : createDoctorView(CHECKS, host, language);
  const interrupts = listenForInterrupts(host, {
    isRunning: () => false,
    onFirst: () => {},
    onQuit() {
      view?.close();
      host.exit(EXIT.cancelled);
    },
  });
  const { signal } = interrupts;
  const results: Result[] = [];
  try {
    const config = readConfig(host.env, host.workingFolder);
    const logger = createLogger(config.env.LOG_LEVEL);
    const setUp = {
      cacheRoot: config.env.E2B_ANALYST_CACHE,
      progress: (step: ProgressStep) => view?.working(progressText(step, language)),
      signal,
      language,
    };
    let made: Promise<PythonEnvironment> | undefined;
    const context = {
      config,
      logger,
      language,
      signal,
      environment: () => (made ??= ensureEnvironment(setUp)),
      sandboxes: openSandboxes(config, logger, setUp),
    };
    const onStart = (check: { name: Result["name"] }) => view?.working(check.name[language]);
    for await (const result of runChecks(CHECKS, context, onStart)) {
      results.push(result);
      view?.found(result);
    }
    const fails = results.filter((result) => result.status === "fail").length;
    view?.summary(fails);
    if (json) host.stdout.write(`${JSON.stringify(asJson(results, fails, language))}\n`);
    return fails === 0 ? EXIT.answered : EXIT.failed;
  } catch (error) {
    view?.close();
    return reportError(error, host, language);
  } finally {
    view?.close();
    interrupts.release();
  }
}

function asJson(results: readonly Result[], fails: number, language: Language) {
  return {
    ok: fails === 0,
    findings: results.map(({ id, status, detail, cure }) => ({
      check: id,
      status,
      detail: detail[language],
      cure: cure?.[language],
    })),
  };
}
