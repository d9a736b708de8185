import pc from "picocolors";

/** Our colours by what they mean; all of them do nothing where colours are off. */
export interface Style {
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly italic: (text: string) => string;
  readonly accent: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly code: (text: string) => string;
  /** Syntax of Python. */
  readonly syntax: Readonly<Record<SyntaxClass, (text: string) => string>>;
}

export type SyntaxClass = "keyword" | "string" | "number" | "comment" | "function" | "constant";

/** Colours on a terminal, unless `NO_COLOR` is set; the library's own guess would also ask for `CI`. */
export function createStyle(isTerminal: boolean, env: NodeJS.ProcessEnv = {}): Style {
  const c = pc.createColors(isTerminal && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb");
  return {
    dim: c.dim,
    bold: c.bold,
    italic: c.italic,
    accent: c.cyan,
    good: c.green,
    bad: c.red,
    warn: c.yellow,
    code: c.cyan,
    syntax: {
      keyword: c.magenta,
      string: c.green,
      number: c.yellow,
      comment: c.dim,
      function: c.blue,
      constant: c.yellow,
    },
  };
}
