import { linesOf, scanned } from "./scan-text.ts";

/** One thing that stands on stderr. */
export interface Entry {
  readonly form: "warning" | "progress" | "traceback" | "line";
  /** A warning's category, such as `UserWarning`. */
  readonly category?: string;
  /** The message in one line; of a traceback, the exception it ends with. */
  readonly text: string;
  readonly lines: number;
}

const WARNING_AT = /^.{1,400}?:\d+: (\w*(?:Warning|Error)): ?(.*)$/;
const BARE_WARNING = /^(\w*Warning): (.*)$/;
const TRACEBACK = /^Traceback \(most recent call last\):/;
const PROGRESS = /\d+%\s?\||\d+it \[\d+:\d\d|[█━]{2}|\[=+>?\.*\]/;
/** Python prints the line of source that warned, indented by two. */
const SOURCE_LINE = /^ {2}\S/;
const MESSAGE_LIMIT = 1_000;

interface Open {
  form: Entry["form"];
  category?: string;
  text: string;
  lines: number;
  /** The message has ended with the quoted source line: what comes next is something else. */
  isClosed: boolean;
  /** The message goes over several lines, so an indented line need not be the quoted source. */
  isLong: boolean;
}

function opened(line: string, overwritten: boolean): Open {
  const base = { lines: 1, isClosed: false, isLong: false };
  const warning = WARNING_AT.exec(line) ?? BARE_WARNING.exec(line);
  if (warning !== null) {
    const text = warning[2] ?? "";
    return { ...base, form: "warning", category: warning[1], text, isLong: text === "" };
  }
  if (TRACEBACK.test(line)) return { ...base, form: "traceback", text: "" };
  const isProgress = overwritten || PROGRESS.test(line);
  return { ...base, form: isProgress ? "progress" : "line", text: line, isClosed: true };
}

function takeIntoWarning(open: Open, line: string): boolean {
  if (open.isClosed) return false;
  open.lines++;
  if (SOURCE_LINE.test(line) && !open.isLong) {
    open.isClosed = true;
    return true;
  }
  if (!SOURCE_LINE.test(line)) open.isLong = true;
  if (open.text.length < MESSAGE_LIMIT) open.text = `${open.text} ${line.trim()}`.trim();
  return true;
}

function takeIntoTraceback(open: Open, line: string): boolean {
  if (open.isClosed) return false;
  open.lines++;
  if (!line.startsWith(" ")) {
    open.text = line;
    open.isClosed = true;
  }
  return true;
}

/** Whether `next`, the line taken alone, goes on with what is open. */
function takes(open: Open, next: Open, line: string): boolean {
  if (next.form === "progress" && open.form === "progress") {
    open.lines++;
    return true;
  }
  if (next.form !== "line") return false;
  if (open.form === "warning") return takeIntoWarning(open, line);
  return open.form === "traceback" && takeIntoTraceback(open, line);
}

/** Takes stderr apart into warnings, progress bars, printed tracebacks and single lines. */
export function splitEntries(stderr: string): Entry[] {
  const entries: Open[] = [];
  for (const { text, overwritten } of linesOf(scanned(stderr))) {
    const next = opened(text, overwritten);
    const open = entries.at(-1);
    if (open === undefined || !takes(open, next, text)) entries.push(next);
  }
  return entries.map(({ form, category, text, lines }) => ({
    form,
    category,
    text: text.slice(0, MESSAGE_LIMIT),
    lines,
  }));
}
