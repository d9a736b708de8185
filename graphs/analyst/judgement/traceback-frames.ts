import type { FailedLines } from "./failing-code.ts";

/** IPython's heads of frames: `Cell In[5], line 3, in f(x)`, formerly `Input In [5], in <cell line: 3>()`. */
const CELL_FRAME =
  /^\s*(?:Cell|Input) In\s?\[(\d+)\](?:, line (\d+))?(?:, in (?:<cell line: (\d+)>|(\w+)))?/;
const FILE_FRAME = /^\s*File (.{1,400}?):(\d+), in ([\w.<>]+)/;
const PYTHON_FRAME = /^\s*File "(.{1,400}?)", line (\d+), in ([\w.<>]+)/;

const MAX_FRAMES = 3;
const SCANNED = 60_000;

export interface Frames {
  /** The last frames, without line numbers and folders. */
  readonly last: readonly string[];
  readonly lines?: FailedLines;
}

/** What of a traceback stays the same when the same thing fails again. */
export function readFrames(traceback: string): Frames {
  const text =
    traceback.length <= 2 * SCANNED
      ? traceback
      : `${traceback.slice(0, SCANNED)}\n${traceback.slice(-SCANNED)}`;
  const names: string[] = [];
  let cell: string | undefined;
  let lines: FailedLines | undefined;
  for (const line of text.split("\n")) {
    const inCell = CELL_FRAME.exec(line);
    const inFile = inCell === null ? (FILE_FRAME.exec(line) ?? PYTHON_FRAME.exec(line)) : null;
    if (inFile !== null) names.push(`${inFile[1]?.split(/[\\/]/).at(-1)}:${inFile[3]}`);
    if (inCell === null) continue;
    names.push(`cell:${inCell[4] ?? ""}`);
    const at = Number(inCell[2] ?? inCell[3]);
    // A function of an earlier cell has lines of that cell; the first frame is the one that ran.
    cell ??= inCell[1];
    if (cell !== inCell[1] || !(at > 0)) continue;
    lines = { outer: lines?.outer ?? at, inner: at };
  }
  return { last: names.slice(-MAX_FRAMES), lines };
}
