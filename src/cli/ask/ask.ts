import { stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import type { RunEvent } from "../../../graphs/analyst/events.ts";
import { isAnswered } from "../../../graphs/analyst/stop-reasons.ts";
import { AnalystError } from "../../../tools/errors.ts";
import { safeFileName } from "../../../tools/files/file-name.ts";
import { detectLanguage, type Language } from "../../../tools/words.ts";
import { readConfig } from "../../config.ts";
import { createLogger } from "../../logger.ts";
import { chooseModel, resolveEndpoint } from "../../model/endpoint.ts";
import type { Runtime } from "../../run-request.ts";
import { checkUpload } from "../../uploads.ts";
import { EXIT, type CliHost } from "../host.ts";
import { notSaved } from "../render/run-words.ts";
import { progressText } from "../progress-text.ts";
import { reportError } from "../report-error.ts";
import { listenForInterrupts } from "./interrupts.ts";
import { createPresenter, type Presenter } from "./presenter.ts";
import { ArtifactSaver } from "./save-artifacts.ts";
import { localCaller } from "../../../tools/ports/caller.ts";

export interface AskOptions {
  readonly file?: readonly string[];
  readonly thread?: string;
  readonly out?: string;
  readonly assistant?: string;
  readonly model?: string;
  readonly cellTimeout?: number;
  readonly json?: boolean;
}

const OUTPUT_FOLDER = "e2b-analyst-output";

/** Asks one question, shows the run, and returns the exit code. */
export async function ask(question: string, options: AskOptions, host: CliHost): Promise<number> {
  const language = detectLanguage(question);
  let presenter: Presenter | undefined;
  let runtime: Runtime | undefined;
  let isRunning = false;
  const interrupts = listenForInterrupts(host, {
    isRunning: () => isRunning,
    onFirst: () => presenter?.stopping(),
    onQuit() {
      presenter?.close();
      host.exit(EXIT.cancelled);
    },
  });
  try {
    const config = readConfig(host.env, host.workingFolder);
    chooseModel(resolveEndpoint(config), options.model);
    const files = await checkFiles(options, host);
    presenter = createPresenter(host, language, options.json === true);
    const show = presenter;
    runtime = await host.openRuntime(config, createLogger(config.env.LOG_LEVEL), {
      progress: (step) => show.status(progressText(step, language)),
      language,
    });
    isRunning = true;
    const events = runtime.run({
      question,
      files,
      threadId: options.thread,
      caller: localCaller,
      assistantId: options.assistant,
      model: options.model,
      cellTimeoutS: options.cellTimeout,
      signal: interrupts.signal,
    });
    return await follow(events, show, options, host, language);
  } catch (error) {
    presenter?.close();
    return reportError(error, host, language);
  } finally {
    isRunning = false;
    presenter?.close();
    await runtime?.close();
    interrupts.release();
  }
}

/** Shows every event, copies artifacts as they come, and turns the last event into the exit code. */
async function follow(
  events: AsyncIterable<RunEvent>,
  presenter: Presenter,
  options: AskOptions,
  host: CliHost,
  language: Language,
): Promise<number> {
  const saved = new Map<string, string>();
  let saver: ArtifactSaver | undefined;
  let exitCode: number = EXIT.failed;
  for await (const event of events) {
    if (event.type === "run.started") {
      const folder = options.out ?? join(OUTPUT_FOLDER, safeFileName(event.threadId));
      saver = new ArtifactSaver(resolve(host.workingFolder, folder));
    }
    for (const artifact of artifactsOf(event)) {
      try {
        const path = await saver?.save(artifact);
        if (path !== undefined) saved.set(artifact.id, shownPath(path, host.workingFolder));
      } catch (error) {
        // The file is safe in the store; the final list says where.
        if (event.type === "artifact") {
          presenter.warn(notSaved(artifact.name, (error as Error).message, language));
        }
      }
    }
    presenter.event(event, saved);
    if (event.type === "run.finished") exitCode = exitCodeOf(event.stopReason);
  }
  return exitCode;
}

function artifactsOf(event: RunEvent) {
  if (event.type === "artifact") return [event.artifact];
  return event.type === "run.finished" ? event.artifacts : [];
}

function exitCodeOf(reason: Extract<RunEvent, { type: "run.finished" }>["stopReason"]): number {
  if (reason === "cancelled") return EXIT.cancelled;
  return isAnswered(reason) ? EXIT.answered : EXIT.failed;
}

/** Absolute paths of the files, each once; faults are found before anything is started. */
async function checkFiles(options: AskOptions, host: CliHost): Promise<string[]> {
  const files = [...new Set(options.file?.map((file) => resolve(host.workingFolder, file)))];
  for (const file of files) await checkUpload(file);
  if (options.out !== undefined) {
    const info = await stat(resolve(host.workingFolder, options.out)).catch(() => undefined);
    if (info !== undefined && !info.isDirectory()) {
      throw new AnalystError("input_invalid", {
        en: `--out must be a folder; ${options.out} is a file.`,
        zh: `--out 必须是文件夹；${options.out} 是文件。`,
      });
    }
  }
  return files;
}

function shownPath(path: string, workingFolder: string): string {
  const near = relative(workingFolder, path);
  return near.startsWith("..") ? path : near;
}
