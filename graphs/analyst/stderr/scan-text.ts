/** Characters that are looked at, from each end of an output: a cell may have printed megabytes. */
const SCANNED_AT_EACH_END = 128 * 1024;
/** Longer lines are data, not messages. */
const LINE_LIMIT = 1_000;

// eslint-disable-next-line no-control-regex
const ANSI = /\u001b\[[0-9;?]*[A-Za-z]/g;

/** The two ends of a long text, joined; the whole of a short one. Without colours. */
export function scanned(text: string): string {
  const ends =
    text.length <= 2 * SCANNED_AT_EACH_END
      ? text
      : `${text.slice(0, SCANNED_AT_EACH_END)}\n${text.slice(-SCANNED_AT_EACH_END)}`;
  return ends.replace(ANSI, "");
}

export interface ScannedLine {
  readonly text: string;
  /** The line was drawn over by what followed it, as progress bars are. */
  readonly overwritten: boolean;
}

/** Lines of a text, blank ones left out, each bounded. */
export function* linesOf(text: string): Generator<ScannedLine> {
  for (const line of text.split("\n")) {
    const parts = line.endsWith("\r") ? [line.slice(0, -1)] : line.split("\r");
    for (const [index, part] of parts.entries()) {
      const bounded = part.slice(0, LINE_LIMIT).trimEnd();
      if (bounded !== "") yield { text: bounded, overwritten: index < parts.length - 1 };
    }
  }
}

/** A text as one line of at most `limit` characters. */
export function oneLine(text: string, limit: number): string {
  const flat = text
    .slice(0, 4 * limit)
    .replace(/\s+/g, " ")
    .trim();
  return flat.length <= limit ? flat : `${flat.slice(0, limit - 1).trimEnd()}…`;
}
