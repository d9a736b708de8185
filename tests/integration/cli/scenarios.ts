import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Artifact, RunEvent, Usage } from "../../../graphs/analyst/events.ts";
import type { RunRequest } from "../../../src/run-request.ts";
import { AnalystError } from "../../../tools/errors.ts";
import { detectLanguage } from "../../../tools/words.ts";

/** Scripted runs for the command line, by name. */
export type Scenario = (request: RunRequest, folder: string) => AsyncGenerator<RunEvent>;

const usage: Usage = { modelCalls: 3, inputTokens: 3421, outputTokens: 512, cells: 2 };

const started = ({ question, threadId }: RunRequest): RunEvent => ({
  type: "run.started",
  runId: "r1",
  threadId: threadId ?? "t1",
  question,
  language: detectLanguage(question),
});

type Finished = Extract<RunEvent, { type: "run.finished" }>;

export function finished(fields: Partial<Finished> = {}): Finished {
  return {
    type: "run.finished",
    stopReason: "completed",
    answer: "The answer is **42**.",
    artifacts: [],
    caveats: [],
    usage,
    durationMs: 12_300,
    ...fields,
  };
}

/** A file in the folder, as the store would keep it. */
export function storedFile(folder: string, name: string, content: string, id = name): Artifact {
  const path = join(folder, `stored-${id}`);
  writeFileSync(path, content);
  const size = Buffer.byteLength(content);
  const kind = name.endsWith(".png") ? "chart" : "file";
  const url = pathToFileURL(path).href;
  return { id, name, mime: "text/plain", size, sha256: "0", url, cellId: "c1", kind };
}

const CODE = `import pandas as pd

# Read the file and look at it
df = pd.read_csv("/home/user/sales.csv")
print(df.groupby("region")["sales"].sum())`;

function cell(cellId: string, title: string, code: string): RunEvent {
  return { type: "cell.started", cellId, title, code };
}

export const scenarios: Record<string, Scenario> = {
  async *answer(request, folder) {
    yield started(request);
    const chart = storedFile(folder, "sales.png", "png");
    yield cell("c1", "Read the file", CODE);
    yield { type: "cell.stdout", cellId: "c1", text: "region\nNorth 12\n" };
    yield { type: "artifact", artifact: chart };
    yield { type: "cell.finished", cellId: "c1", success: true, outcome: "ok", durationMs: 800 };
    yield { type: "text.delta", text: "The answer is **42**." };
    yield finished({ artifacts: [chart] });
  },

  async *failed(request) {
    yield started(request);
    yield finished({ stopReason: "repairs_exhausted", answer: "It did not work." });
  },

  // eslint-disable-next-line require-yield
  async *busy() {
    throw new AnalystError("thread_busy", { en: "The thread is busy.", zh: "会话正忙。" });
  },

  /** Runs a cell until the person interrupts it. */
  async *endless(request) {
    yield started(request);
    yield cell("c1", "Never ends", "while True: pass");
    // The clock stands for the sandbox's connection, which keeps the process alive.
    const clock = setInterval(() => {}, 1000);
    await new Promise<void>((resolve) => {
      request.signal?.addEventListener("abort", () => resolve());
    });
    clearInterval(clock);
    yield {
      type: "cell.finished",
      cellId: "c1",
      success: false,
      outcome: "cancelled",
      durationMs: 1,
    };
    yield finished({ stopReason: "cancelled", answer: "Stopped on request." });
  },

  /** Does not react to the first interrupt. */
  async *deaf(request) {
    yield started(request);
    await new Promise(() => setInterval(() => {}, 1000));
  },

  /** Prints until nobody reads. */
  async *flood(request) {
    yield started(request);
    yield cell("c1", "Prints a lot", "print()");
    while (request.signal?.aborted !== true) {
      yield { type: "cell.stdout", cellId: "c1", text: "x".repeat(1000).concat("\n") };
      yield { type: "caveat", kind: "note", text: "still here" };
      await new Promise(setImmediate);
    }
    yield finished({ stopReason: "cancelled" });
  },

  async *hostile(request) {
    yield started(request);
    yield cell("c1", "\u001B[2JTitle\u0007", "print('\u001B]0;own\u0007')");
    yield {
      type: "cell.stdout",
      cellId: "c1",
      text: "\u001B[1;31mred\u001B[0m \u202Eflip\u0000\n",
    };
    yield { type: "cell.stdout", cellId: "c1", text: " 10%\r 50%\r100%\n" };
    yield { type: "cell.finished", cellId: "c1", success: true, outcome: "ok", durationMs: 10 };
    yield finished({ answer: "\u001B]8;;http://evil\u0007click\u001B]8;;\u0007 **ok**" });
  },
};
