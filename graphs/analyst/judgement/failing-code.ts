import type { SyntaxNode } from "@lezer/common";
import { isShowing, namesOf, type NamesOfStatement } from "./python-names.ts";
import { parsePython, statementsOf } from "./python-tree.ts";

/** Code beyond this size is compared as it stands. */
const PARSE_LIMIT = 200_000;

interface Statement extends NamesOfStatement {
  readonly node: SyntaxNode;
}

/** Offset of the first character of a line, counted from 1. */
function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let at = 1; at < line; at++) {
    const next = text.indexOf("\n", offset);
    if (next < 0) return text.length;
    offset = next + 1;
  }
  return offset;
}

function isSharing(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  for (const name of one) if (other.has(name)) return true;
  return false;
}

/** The statement that failed and, of those before it, the ones it depends on. */
function dependencies(statements: readonly Statement[], failed: Statement): Statement[] {
  const kept = [failed];
  const needed = new Set(failed.used);
  for (let at = statements.indexOf(failed) - 1; at >= 0; at--) {
    const statement = statements[at];
    if (statement === undefined || statement.node.name === "ImportStatement") continue;
    if (!isSharing(statement.bound, needed) && !isSharing(statement.changed, needed)) continue;
    kept.unshift(statement);
    for (const name of statement.used) needed.add(name);
  }
  return kept;
}

/** `'a'` and `"a"` are the same text. */
function normalQuotes(literal: string): string {
  const [, prefix = "", quote = "", body = ""] = /^(\w*)('''|"""|'|")([^]*)\2$/.exec(literal) ?? [];
  return quote === "" ? literal : `${prefix.toLowerCase()}"${body}"`;
}

/**
 * The tokens of statements: no comments and blanks, no prints but the one that failed, names that the
 * code itself binds by their order of appearance only.
 */
function tokensOf(
  nodes: readonly SyntaxNode[],
  text: string,
  bound: ReadonlySet<string>,
  failedAt: number,
): string[] {
  const tokens: string[] = [];
  const order = new Map<string, string>();
  const covers = (node: SyntaxNode) => node.from <= failedAt && failedAt < node.to;
  for (const top of nodes) {
    const before = tokens.length;
    top.cursor().iterate(({ node }) => {
      if (node.name === "Comment" || (isShowing(node, text) && !covers(node))) return false;
      const source = text.slice(node.from, node.to);
      if (node.name === "String" || node.name === "FormatString") {
        tokens.push(normalQuotes(source));
        return false;
      }
      if (node.firstChild !== null) return true;
      if (node.name === "VariableName" && bound.has(source)) {
        if (!order.has(source)) order.set(source, `$${order.size}`);
        tokens.push(order.get(source) ?? source);
      } else if (source !== "") tokens.push(source);
      return true;
    });
    if (tokens.length > before) tokens.push("\n");
  }
  return tokens;
}

/** Where code failed, as lines of it counted from 1. */
export interface FailedLines {
  /** The statement of the cell that was running. */
  readonly outer: number;
  /** The deepest line of the cell, inside of a function perhaps. */
  readonly inner: number;
}

/**
 * What of a cell has to do with its failure, in a form that a print, a comment or another name does
 * not change: the statement that failed and those it depends on. Without a known line, all of it.
 */
export function failingCode(code: string, lines: FailedLines | undefined): string {
  if (code.length > PARSE_LIMIT) return code.replace(/\s+/g, " ");
  const { text, root, magics } = parsePython(code);
  const statements = statementsOf(root).map((node) => ({ node, ...namesOf(node, text) }));
  const outer = lines === undefined ? -1 : offsetOfLine(text, lines.outer);
  const failedAt = lines === undefined ? -1 : offsetOfLine(text, lines.inner);
  // The line may be indented, and the statement begins on it or spans it.
  const failed = statements.find(({ node }) => node.to > outer && outer >= 0);
  const kept = failed === undefined ? statements : dependencies(statements, failed);
  const bound = new Set(kept.flatMap((statement) => [...statement.bound]));
  const at = failedAt + (/^[ \t]*/.exec(text.slice(failedAt, failedAt + 200))?.[0].length ?? 0);
  const tokens = tokensOf(
    kept.map(({ node }) => node),
    text,
    bound,
    failed === undefined ? -1 : at,
  );
  return [...(failed === undefined ? magics : []), ...tokens].join(" ");
}
