import type { CellError } from "../../../tools/ports/sandbox.ts";

/** How Python and the libraries with readers of their own name the file that is not there. */
const FILE_NAMED: readonly RegExp[] = [
  /No such file or directory(?: \(os error 2\))?: b?'([^'\n]+)'/,
  /No such file or directory(?: \(os error 2\))?: b?"([^"\n]+)"/,
  /No such file or directory \(os error 2\): (\S[^\n]*)/,
  /unable to open file: name = '([^'\n]+)'/,
  /^File (\S[^\n]*) does not exist/,
];
const DUCKDB = /^IO Error: No files found that match the pattern "([^"\n]+)"/;
const TRACEBACK_TAIL = 4_000;

export interface MissingFile {
  /** As the code names it, where the message tells. */
  readonly path?: string;
}

/** The file whose absence made a cell fail; undefined for every other failure. */
export function missingFile({ name, value, traceback }: CellError): MissingFile | undefined {
  const text = value.slice(0, 4_000);
  if (name === "IOException") {
    const path = DUCKDB.exec(text)?.[1];
    return path === undefined ? undefined : { path };
  }
  // A command that is not installed raises the same error as a file that is not there.
  const isCommand = traceback.slice(-TRACEBACK_TAIL).includes("subprocess.py");
  if (name !== "FileNotFoundError" || isCommand) return undefined;
  for (const pattern of FILE_NAMED) {
    const path = pattern.exec(text)?.[1];
    if (path !== undefined) return { path };
  }
  return {};
}
