import type { RuleId } from "./rules.ts";

/** A piece of Python inside IPython syntax (`%time f()`), to be checked by itself. */
export interface Snippet {
  readonly code: string;
  /** 1-based line where it stands. */
  readonly line: number;
}

export interface PlainPython {
  /** The same code, line for line, with IPython's own syntax replaced. */
  readonly code: string;
  readonly found: readonly { rule: RuleId; line: number }[];
  readonly snippets: readonly Snippet[];
}

const SHELL_MAGIC = /^(?:sx|sc|system|bash|sh|script|cmd|perl|ruby|pypy|python[23]?|alias)$/;
const INSTALL_MAGIC = /^(?:pip|conda|mamba|micromamba|uv)$/;
/** Their argument, or the rest of their cell, is Python. */
const PYTHON_MAGIC = /^(?:time|timeit|prun|capture|memit|lprun|mprun|debug)$/;
const SHELL_INSTALL =
  /^\s*(?:sudo\s+)?(?:python[\d.]*\s+-m\s+)?(?:pip[\d.]*|conda|mamba|uv|apt|apt-get)\s/;
const OPTIONS = /^(?:\s*-[a-zA-Z]+(?:\s*\d+)?)*\s*/;

const shellRule = (command: string): RuleId =>
  SHELL_INSTALL.test(command) ? "shell_install" : "shell";

/** One line that starts a statement: what IPython would make of it, where it is not Python. */
interface Special {
  readonly rule?: RuleId;
  readonly python?: string;
  /** What stands in the line's place; a statement, so that blocks keep their body. */
  readonly instead: string;
}

function magic(indent: string, name: string, rest: string, value = ""): Special {
  const instead = `${indent}${value}${value === "" ? "pass" : "None"}`;
  if (SHELL_MAGIC.test(name)) return { rule: shellRule(rest), instead };
  if (INSTALL_MAGIC.test(name)) return { rule: "install", instead };
  if (PYTHON_MAGIC.test(name)) return { python: rest.replace(OPTIONS, ""), instead };
  return { instead };
}

function special(line: string): Special | undefined {
  const parts =
    /^(?<indent>\s*)(?<target>[\w*][\w.,\s*]*=\s*)?(?<mark>!!?|%)(?<rest>.*)$/s.exec(line)
      ?.groups ?? {};
  const { indent = "", target = "", mark, rest = "" } = parts;
  if (mark?.startsWith("!") === true) {
    return {
      rule: shellRule(rest),
      instead: `${indent}${target}${target === "" ? "pass" : "None"}`,
    };
  }
  if (mark === "%") {
    const call = /^%?(?<name>\w+)(?<rest>.*)$/s.exec(rest)?.groups;
    return call && magic(indent, call.name ?? "", call.rest ?? "", target);
  }
  // IPython also takes these without the per cent sign, where Python could not.
  const bare =
    /^(?<indent>\s*)(?<name>pip|conda|sx|sc|system)\s+(?!(?:in|is|if|and|or|not)\b)(?<rest>[\w./~-][^=]*)$/.exec(
      line,
    )?.groups;
  if (bare) return magic(bare.indent ?? "", bare.name ?? "", bare.rest ?? "");
  if (/^\s*(?:\?{1,2}[%\w.]+|[%\w.]+\?{1,2})\s*$/.test(line)) return { instead: "pass" };
  return undefined;
}

/** Follows strings, brackets and continuations, to know which lines start a statement. */
function createTracker() {
  let quote = "";
  let depth = 0;
  let continued = false;
  const skip = /"""|'''|["'#()[\]{}\\]/g;

  return {
    startsStatement: () => quote === "" && depth === 0 && !continued,
    feed(line: string) {
      continued = false;
      skip.lastIndex = 0;
      for (let hit = skip.exec(line); hit !== null; hit = skip.exec(line)) {
        const mark = hit[0];
        if (mark === "\\") {
          continued = quote === "" && hit.index === line.length - 1;
          skip.lastIndex = hit.index + 2;
        } else if (quote !== "") {
          if (mark === quote) quote = "";
          else if (mark.length === 3 && mark[0] === quote) {
            // Inside a plain string three marks are its end and two more.
            quote = "";
            skip.lastIndex = hit.index + 1;
          } else if (mark.length === 3) skip.lastIndex = hit.index + 1;
        } else if (mark === "#") return;
        else if ("([{".includes(mark)) depth += 1;
        else if (")]}".includes(mark)) depth = Math.max(0, depth - 1);
        else quote = mark;
      }
      if (quote.length === 1 && !line.endsWith("\\")) quote = "";
    },
  };
}

/**
 * Replaces what only IPython understands: shell lines, magics, help. Lines keep their numbers.
 */
export function toPlainPython(code: string): PlainPython {
  const lines = code.split("\n");
  const found: { rule: RuleId; line: number }[] = [];
  const snippets: Snippet[] = [];
  const tracker = createTracker();
  const first = lines.findIndex((line) => line.trim() !== "");

  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const cell = index === first ? /^%%(?<name>\w+)(?<rest>.*)/.exec(line)?.groups : undefined;
    const seen = tracker.startsStatement() ? special(line) : undefined;
    if (seen === undefined) {
      tracker.feed(line);
      continue;
    }
    if (seen.rule !== undefined) found.push({ rule: seen.rule, line: index + 1 });
    if (seen.python) snippets.push({ code: seen.python, line: index + 1 });
    lines[index] = seen.instead;
    if (cell && !PYTHON_MAGIC.test(cell.name ?? "")) {
      // Another language, or text for a file: nothing of it is this cell's Python.
      lines.fill("", index + 1);
      break;
    }
    // A command may go on over lines that end with a backslash.
    for (let end = line; end.endsWith("\\") && index + 1 < lines.length;) {
      index += 1;
      end = lines[index] ?? "";
      lines[index] = "";
    }
  }
  return { code: lines.join("\n"), found, snippets };
}
