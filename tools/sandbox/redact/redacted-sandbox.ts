import type {
  CellError,
  CellExecution,
  CellResult,
  FileEntry,
  RunCellOptions,
  Sandbox,
} from "../../ports/sandbox.ts";
import type { Redactor } from "./redactor.ts";

const TEXTS = ["text", "html", "markdown", "latex"] as const;

function redactResult(result: CellResult, redactor: Redactor): CellResult {
  const { json, data, chart } = result;
  const texts: Partial<Record<(typeof TEXTS)[number], string>> = {};
  for (const kind of TEXTS) {
    const text = result[kind];
    if (text !== undefined) texts[kind] = redactor.text(text);
  }
  return {
    ...result,
    ...texts,
    ...(json === undefined ? {} : { json: redactor.value(json) }),
    ...(data === undefined ? {} : { data: redactor.value(data) as CellResult["data"] }),
    ...(chart === undefined ? {} : { chart: redactor.value(chart) }),
  };
}

function redactError(error: CellError, redactor: Redactor): CellError {
  const { words } = error;
  return {
    name: redactor.text(error.name),
    value: redactor.text(error.value),
    traceback: redactor.text(error.traceback),
    ...(words && { words: { en: redactor.text(words.en), zh: redactor.text(words.zh) } }),
  };
}

const redactExecution = (execution: CellExecution, redactor: Redactor): CellExecution => ({
  ...execution,
  ...(execution.error && { error: redactError(execution.error, redactor) }),
  stdout: redactor.text(execution.stdout),
  stderr: redactor.text(execution.stderr),
  results: execution.results.map((result) => redactResult(result, redactor)),
});

/** A listener of one stream, with what still waits when the cell has ended. */
function listener(tell: ((text: string) => void) | undefined, redactor: Redactor) {
  if (tell === undefined) return { end: () => undefined };
  const pieces = redactor.pieces();
  const say = (text: string) => {
    if (text !== "") tell(text);
  };
  return { tell: (text: string) => say(pieces.push(text)), end: () => say(pieces.end()) };
}

async function runRedacted(
  sandbox: Sandbox,
  code: string,
  options: RunCellOptions,
  redactor: Redactor,
): Promise<CellExecution> {
  const stdout = listener(options.onStdout, redactor);
  const stderr = listener(options.onStderr, redactor);
  const { onResult } = options;
  try {
    const execution = await sandbox.runCell(code, {
      ...options,
      onStdout: stdout.tell,
      onStderr: stderr.tell,
      onResult: onResult && ((result) => onResult(redactResult(result, redactor))),
    });
    return redactExecution(execution, redactor);
  } finally {
    stdout.end();
    stderr.end();
  }
}

/** A sandbox out of which certain values do not come: not in output, results, errors, names or files. */
export function redactSandbox(sandbox: Sandbox, redactor: Redactor): Sandbox {
  const { files } = sandbox;
  const redactEntry = (entry: FileEntry): FileEntry => ({
    ...entry,
    name: redactor.text(entry.name),
    path: redactor.text(entry.path),
  });
  return {
    id: sandbox.id,
    get lacksVariables() {
      return sandbox.lacksVariables;
    },
    variablesRestored: () => sandbox.variablesRestored(),
    runCell: (code, options) => runRedacted(sandbox, code, options, redactor),
    async runCommand(command, options) {
      const outcome = await sandbox.runCommand(command, options);
      return {
        ...outcome,
        stdout: redactor.text(outcome.stdout),
        stderr: redactor.text(outcome.stderr),
      };
    },
    files: {
      write: (path, body) => files.write(path, body),
      read: async (path) => redactor.stream(await files.read(path)),
      async stat(path) {
        const entry = await files.stat(path);
        return entry && redactEntry(entry);
      },
      list: async (path, depth) => (await files.list(path, depth)).map(redactEntry),
      remove: (path) => files.remove(path),
    },
  };
}
