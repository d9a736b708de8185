import { execFile } from "node:child_process";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll } from "@jest/globals";
import { readConfig } from "../../../src/config.ts";
import { demoQuestions } from "../../../src/demo/demo-questions.ts";
import { ensureEnvironment } from "../../../src/embedded-e2b/environment/ensure-environment.ts";
import { AnalysisSession } from "./analysis-session.ts";

const run = promisify(execFile);

export interface Workbench {
  readonly session: AnalysisSession;
  /** The path of a data set. */
  readonly file: (name: string) => string;
  /** Runs one of the Python scripts beside the tests on the folder of data sets. */
  readonly script: (name: string) => Promise<string>;
}

/** The data sets in a folder, and a Python process, for all tests of a file. */
export function useWorkbench(): () => Workbench {
  let bench: Workbench | undefined;
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "offline-model-"));
    const environment = await ensureEnvironment({
      cacheRoot: readConfig(process.env).env.E2B_ANALYST_CACHE,
      progress: () => {},
    });
    const script = async (name: string) =>
      (await run(environment.python, [join(import.meta.dirname, name), folder])).stdout;
    await script("make_datasets.py");
    for (const { files } of demoQuestions())
      await copyFile(files[0] ?? "", join(folder, "penguins.csv"));
    bench = {
      session: new AnalysisSession(environment, folder),
      file: (name) => join(folder, name),
      script,
    };
  });
  afterAll(async () => {
    await bench?.session.close();
    await rm(folder, { recursive: true, force: true });
  });
  return () => {
    if (bench === undefined) throw new Error("The workbench is not set up yet.");
    return bench;
  };
}
