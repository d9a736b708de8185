import { textWidth } from "../text/width.ts";

/** Where the lines of a run go. */
export interface Screen {
  /** Columns that a line may take. */
  readonly width: number;
  /** Lines that stay. */
  print(lines: readonly string[]): void;
  /** Lines at the bottom that the next call replaces; ignored where nothing can be replaced. */
  live(lines: readonly string[]): void;
  /** Takes the live lines away for good. */
  close(): void;
}

export interface TerminalStream {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): boolean;
}

const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;
/** Where lines are not cut by a terminal's edge; still no line is endless. */
const PLAIN_WIDTH = 2000;

/** For pipes and files: lines, and nothing that could not stand in a file. */
export function createPlainScreen(stream: TerminalStream): Screen {
  return {
    width: PLAIN_WIDTH,
    print: (lines) => void (lines.length > 0 && stream.write(`${lines.join("\n")}\n`)),
    live: () => {},
    close: () => {},
  };
}

/**
 * For terminals: permanent lines scroll up, live lines stay below them and are drawn anew. Lines are
 * expected to fit the width; each change is one write, so that nothing flickers.
 */
export function createLiveScreen(stream: TerminalStream): Screen {
  let drawn: readonly string[] = [];

  const columns = () => stream.columns || DEFAULT_COLUMNS;
  /** Counted anew, since a window that became narrower wraps what was drawn. */
  const rowsTaken = () =>
    drawn.reduce((rows, line) => rows + Math.max(1, Math.ceil(textWidth(line) / columns())), 0);
  /** Line by line: clearing from the top of the screen on makes some terminals keep what was there. */
  const erase = () => {
    const rows = rowsTaken();
    return rows === 0 ? "" : `\r\u001B[2K${"\u001B[1A\u001B[2K".repeat(rows - 1)}`;
  };
  const draw = (permanent: readonly string[], live: readonly string[]) => {
    const kept = live.slice(-Math.max(1, (stream.rows || DEFAULT_ROWS) - 1));
    const above = permanent.length === 0 ? "" : `${permanent.join("\n")}\n`;
    const text = erase() + above + kept.join("\n");
    if (text !== "") stream.write(text);
    drawn = kept;
  };
  return {
    get width() {
      return columns();
    },
    print: (lines) => draw(lines, drawn),
    live(lines) {
      const same = lines.length === drawn.length && lines.every((line, at) => line === drawn[at]);
      if (!same) draw([], lines);
    },
    close: () => draw([], []),
  };
}
