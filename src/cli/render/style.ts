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

/** picocolors itself knows `NO_COLOR`, `FORCE_COLOR` and dumb terminals. */
export function createStyle(isTerminal: boolean): Style {
  const c = pc.createColors(isTerminal && pc.isColorSupported);
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
