import { createHash } from "node:crypto";
import { AnalystError } from "../../tools/errors.ts";
import {
  WORKING_FOLDER,
  type CellExecution,
  type CellResult,
  type CommandOutcome,
  type FileEntry,
  type RunCellOptions,
  type Sandbox,
  type SandboxFiles,
} from "../../tools/ports/sandbox.ts";

/** One cell that the test expects, and what comes of it. */
export interface CellStep extends Partial<Omit<CellExecution, "results">> {
  /** Text or pattern that the code must contain; absent: any code. */
  readonly cell?: string | RegExp;
  readonly results?: readonly Partial<CellResult>[];
  /** Files that the cell writes. */
  readonly writes?: Readonly<Record<string, string>>;
  /** Ends only when cancelled. */
  readonly hangs?: boolean;
  readonly raises?: unknown;
  /** Called when the cell begins. */
  readonly onStart?: () => void;
}

export interface CommandStep extends Partial<CommandOutcome> {
  readonly command: string | RegExp;
  readonly raises?: unknown;
}

export type SandboxStep = CellStep | CommandStep;

export interface ScriptedSandbox extends Sandbox {
  /** The text of a file, undefined when there is none. */
  readText(path: string): string | undefined;
  writeText(path: string, text: string): void;
  /** As if its kernel had died while nobody looked. */
  loseVariables(): void;
  /** The code of every cell so far. */
  readonly ran: readonly string[];
  /** Raises unless every step was used, and for every call that fitted none, though it was caught. */
  assertDone(): void;
}

const isCommand = (step: SandboxStep): step is CommandStep => "command" in step;

function fits(given: string, expected: string | RegExp | undefined): boolean {
  if (expected === undefined) return true;
  return typeof expected === "string" ? given.includes(expected) : expected.test(given);
}

function describe(step: SandboxStep | undefined): string {
  if (step === undefined) return "nothing more";
  return isCommand(step) ? `the command ${String(step.command)}` : `a cell ${String(step.cell)}`;
}

const absolute = (path: string) => (path.startsWith("/") ? path : `${WORKING_FOLDER}/${path}`);

function notFound(path: string): AnalystError {
  return new AnalystError("file_not_found", { en: `no file ${path}`, zh: `没有文件 ${path}` });
}

type Disk = Map<string, Buffer<ArrayBuffer>>;

const entryOf = (path: string, content: Buffer): FileEntry => {
  // Stands for a time: it is another one exactly when the content is.
  const modifiedAt = createHash("sha256").update(content).digest("hex");
  const name = path.slice(path.lastIndexOf("/") + 1);
  return { name, path, type: "file", size: content.length, modifiedAt };
};

function createFiles(disk: Disk): SandboxFiles {
  const below = (folder: string) => [...disk].filter(([path]) => path.startsWith(`${folder}/`));

  return {
    async write(path, body) {
      const response = new Response(body as string | Uint8Array<ArrayBuffer> | ReadableStream);
      disk.set(absolute(path), Buffer.from(await response.arrayBuffer()));
    },
    async read(path) {
      const content = disk.get(absolute(path));
      if (content === undefined) throw notFound(path);
      return new Blob([content]).stream();
    },
    async stat(given) {
      const path = absolute(given).replace(/\/+$/, "");
      const content = disk.get(path);
      if (content !== undefined) return entryOf(path, content);
      const isFolder = path === WORKING_FOLDER || below(path).length > 0;
      return isFolder ? { name: path, path, type: "dir", size: 0 } : undefined;
    },
    async list(given, depth = 1) {
      const folder = absolute(given).replace(/\/+$/, "");
      return below(folder)
        .filter(([path]) => path.slice(folder.length + 1).split("/").length <= depth)
        .map(([path, content]) => entryOf(path, content));
    },
    async remove(path) {
      disk.delete(absolute(path));
    },
  };
}

async function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) throw new Error("a hanging cell needs a signal");
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}

/** Plays a step; what it prints and shows is told first, as a real kernel would. */
async function play(step: CellStep, options: RunCellOptions): Promise<CellExecution> {
  const { stdout = "", stderr = "", durationMs = 1, error } = step;
  const results = (step.results ?? []).map((part) => ({ isMain: true, images: [], ...part }));
  step.onStart?.();
  if (stdout !== "") options.onStdout?.(stdout);
  if (stderr !== "") options.onStderr?.(stderr);
  for (const result of results) options.onResult?.(result);
  if (step.hangs === true) await untilAborted(options.signal);
  if (step.raises !== undefined) throw step.raises;
  const cancelled =
    step.hangs === true ? { name: "CellCancelled", value: "", traceback: "" } : undefined;
  const status = step.status ?? (cancelled ? "cancelled" : error ? "error" : "ok");
  return {
    status,
    error: error ?? cancelled,
    stdout,
    stderr,
    results,
    durationMs,
    outOfMemory: step.outOfMemory,
    variablesLost: step.variablesLost,
  };
}

/**
 * A sandbox that plays a script: each cell and each command takes the next step, which must fit.
 * Files are a small disk in memory. Call `assertDone` at the end of the test.
 */
export function createScriptedSandbox(
  steps: readonly SandboxStep[],
  files: Readonly<Record<string, string>> = {},
  id = "scripted",
): ScriptedSandbox {
  const disk: Disk = new Map();
  const writeText = (path: string, text: string) => {
    disk.set(absolute(path), Buffer.from(text));
  };
  for (const [path, text] of Object.entries(files)) writeText(path, text);
  const left = [...steps];
  const ran: string[] = [];
  let lacksVariables = false;
  const faults: Error[] = [];
  const fault = (message: string) => {
    const error = new Error(message);
    faults.push(error);
    return error;
  };

  return {
    id,
    ran,
    readText: (path) => disk.get(absolute(path))?.toString(),
    writeText,
    files: createFiles(disk),
    get lacksVariables() {
      return lacksVariables;
    },
    async variablesRestored() {
      lacksVariables = false;
    },
    loseVariables() {
      lacksVariables = true;
    },
    async runCell(code, options) {
      const step = left.shift();
      if (step === undefined || isCommand(step) || !fits(code, step.cell))
        throw fault(`unexpected cell: ${code}\nexpected: ${describe(step)}`);
      ran.push(code);
      for (const [path, text] of Object.entries(step.writes ?? {})) writeText(path, text);
      if (step.variablesLost === true) lacksVariables = true;
      return play(step, options);
    },
    async runCommand(command) {
      const step = left.shift();
      if (step === undefined || !isCommand(step) || !fits(command, step.command))
        throw fault(`unexpected command: ${command}\nexpected: ${describe(step)}`);
      if (step.raises !== undefined) throw step.raises;
      return { exitCode: step.exitCode ?? 0, stdout: step.stdout ?? "", stderr: step.stderr ?? "" };
    },
    assertDone() {
      const [first] = faults;
      if (first !== undefined) throw first;
      if (left.length > 0) throw new Error(`${left.length} step(s) were not used`);
    },
  };
}
