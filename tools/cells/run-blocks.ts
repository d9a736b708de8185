import type { CellError, CellExecution, CellResult, CellStatus } from "../ports/sandbox.ts";
import type { ToolContext } from "../tool-context.ts";
import type { Words } from "../words.ts";
import { collectCharts } from "./collect-charts.ts";
import { liveOutput } from "./live-output.ts";
import { changedFiles, folderState } from "./new-files.ts";
import type { ToolArtifact } from "../observation.ts";

/** All that came of the blocks of one call, unbounded as the port gave it. */
export interface BlocksRun {
  readonly status: CellStatus;
  readonly error?: CellError;
  readonly stdout: string;
  readonly stderr: string;
  readonly results: readonly CellResult[];
  readonly artifacts: readonly ToolArtifact[];
  readonly newFiles: readonly string[];
  readonly notes: readonly Words[];
  readonly durationMs: number;
  readonly outOfMemory?: boolean;
  readonly variablesLost?: boolean;
  readonly okBlocks?: readonly number[];
}

function blockNote(index: number, count: number, stopped: boolean): Words {
  const rest = count - index - 1;
  const skipped = stopped && rest > 0;
  return {
    en: `Block ${index + 1} of ${count} failed${skipped ? `; the ${rest} after it did not run` : ""}.`,
    zh: `第 ${index + 1}/${count} 个代码块失败${skipped ? `；其后的 ${rest} 个没有运行` : ""}。`,
  };
}

/** One failed and the others may go on: only after an ordinary exception. */
const mayGoOn = (execution: CellExecution, onError: "stop" | "continue") =>
  execution.status === "ok" || (execution.status === "error" && onError === "continue");

const indexesOf = (executions: readonly CellExecution[]) =>
  [...executions.keys()].filter((at) => executions[at]?.status === "ok");

/** Runs blocks in order under one time limit; a list stops at the first failure unless asked to go on. */
export async function runBlocks(
  blocks: readonly string[],
  onError: "stop" | "continue",
  context: ToolContext,
): Promise<BlocksRun> {
  const { sandbox, cellTimeoutMs, signal, on } = context;
  const charts = collectCharts(context);
  const look = () => (context.watchFiles ? folderState(sandbox) : Promise.resolve(undefined));
  const before = await look();
  const onStdout = liveOutput(on?.stdout);
  const onStderr = liveOutput(on?.stderr);
  const executions: CellExecution[] = [];
  const notes: Words[] = [];
  let durationMs = 0;

  for (const [index, code] of blocks.entries()) {
    const execution = await sandbox.runCell(code, {
      timeoutMs: cellTimeoutMs === 0 ? 0 : Math.max(1, cellTimeoutMs - durationMs),
      signal,
      onStdout,
      onStderr,
      onResult: (result) => {
        charts.add(result);
        on?.result?.(result);
      },
    });
    executions.push(execution);
    durationMs += execution.durationMs;
    const goOn = mayGoOn(execution, onError);
    if (execution.status !== "ok" && blocks.length > 1)
      notes.push(blockNote(index, blocks.length, !goOn));
    if (!goOn) break;
  }

  const failed = executions.findLast(({ status }) => status !== "ok");
  const stored = await charts.finish();
  return {
    status: failed?.status ?? "ok",
    error: failed?.error,
    stdout: executions.map(({ stdout }) => stdout).join(""),
    stderr: executions.map(({ stderr }) => stderr).join(""),
    results: executions.flatMap(({ results }) => results),
    artifacts: stored.artifacts,
    newFiles: changedFiles(before, await look()),
    notes: [...notes, ...stored.notes],
    durationMs,
    outOfMemory: failed?.outOfMemory,
    variablesLost: failed?.variablesLost,
    ...(failed === undefined || blocks.length === 1 ? {} : { okBlocks: indexesOf(executions) }),
  };
}
