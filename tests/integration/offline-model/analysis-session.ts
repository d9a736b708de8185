import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  AIMessageChunk,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from "@langchain/core/messages";
import { OfflineChatModel } from "../../../src/offline-model/offline-chat-model.ts";
import { renderObservation } from "../../../tools/observation.ts";
import type { PythonEnvironment } from "../../../src/embedded-e2b/environment/types.ts";

export interface RanCell {
  readonly title: string;
  readonly step: number;
  readonly code: string;
  readonly ok: boolean;
  readonly stdout: string;
  readonly error: string | null;
  readonly warnings: readonly string[];
  readonly charts: readonly Chart[];
}

export interface Chart {
  readonly path: string;
  /** Every text in it: titles, axes, ticks, annotations. */
  readonly texts: readonly string[];
}

export interface Analysis {
  readonly plan: string;
  readonly cells: readonly RanCell[];
  readonly answer: string;
  /** The JSON line of the last cell. */
  readonly result: Record<string, unknown>;
}

const TOOL = {
  type: "function",
  function: { name: "execute_code", parameters: { type: "object", properties: {} } },
};
const MOST_CALLS = 6;

/** The offline model, a real Python process that runs its cells, and the profiler's view of files. */
export class AnalysisSession {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;
  readonly #model = new OfflineChatModel().bindTools([TOOL]);
  readonly #messages: BaseMessage[] = [];
  #profiles: unknown[] = [];

  constructor(environment: PythonEnvironment, folder: string) {
    const { python, startupPath, cjkFont } = environment;
    this.#process = spawn(python, [join(import.meta.dirname, "cell_runner.py"), folder], {
      env: {
        PYTHONPATH: startupPath,
        E2B_ANALYST_CJK_FONT: cjkFont,
        MPLCONFIGDIR: folder,
        HOME: folder,
      },
    });
    this.#answers = createInterface(this.#process.stdout)[Symbol.asyncIterator]();
    this.#process.stderr.pipe(process.stderr);
  }

  async #send(request: object): Promise<Record<string, unknown>> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error("The Python process ended.");
    return JSON.parse(value) as Record<string, unknown>;
  }

  /** Runs code that is not the model's. */
  async run(code: string): Promise<Omit<RanCell, "title" | "step" | "code">> {
    return (await this.#send({ code })) as unknown as RanCell;
  }

  /** Begins a new conversation about files, described as the profiler sees them. */
  async attach(...paths: string[]): Promise<void> {
    this.#profiles = [];
    this.#messages.length = 0;
    for (const profile of paths) this.#profiles.push(await this.#send({ profile }));
  }

  /** Asks, runs each cell that the model sends, and returns when it answers. */
  async ask(
    question: string,
    breakCell: (code: string) => string = (code) => code,
  ): Promise<Analysis> {
    const system = new SystemMessage(
      `You are an analyst.\n\n\`\`\`json dataset-profiles\n${JSON.stringify(this.#profiles)}\n\`\`\``,
    );
    this.#messages.push(new HumanMessage(question));
    const cells: RanCell[] = [];
    let plan = "";
    for (let calls = 0; calls < MOST_CALLS; calls++) {
      const reply = await this.#model.invoke([system, ...this.#messages]);
      if (!AIMessageChunk.isInstance(reply)) throw new Error("not a chunk");
      this.#messages.push(reply);
      const [call] = reply.tool_calls ?? [];
      if (call === undefined) {
        const line = cells
          .at(-1)
          ?.stdout.trim()
          .split("\n")
          .findLast((each) => each.startsWith("{"));
        return {
          plan,
          cells,
          answer: reply.text,
          result: JSON.parse(line ?? "{}") as Record<string, unknown>,
        };
      }
      if (cells.length === 0) plan = reply.text;
      const { title, code, step } = call.args as { title: string; code: string; step: number };
      const ran = await this.run(breakCell(code));
      cells.push({ ...ran, title, code, step });
      this.#messages.push(
        new ToolMessage({
          tool_call_id: call.id ?? "",
          status: ran.ok ? "success" : "error",
          content: observe(ran),
        }),
      );
    }
    throw new Error(`No answer after ${MOST_CALLS} calls.`);
  }

  async close(): Promise<void> {
    this.#process.stdin.end();
    if (this.#process.exitCode === null) await once(this.#process, "exit");
  }
}

function observe({ ok, stdout, error }: Pick<RanCell, "ok" | "stdout" | "error">): string {
  return renderObservation({
    success: ok,
    status: ok ? "ok" : "error",
    stdout,
    stderr: "",
    error: error === null ? undefined : { name: "Error", value: "", traceback: error },
    artifacts: [],
    newFiles: [],
    notes: [],
    durationMs: 0,
  });
}
