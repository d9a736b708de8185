import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";

/** The source of a cell with its parse. Where the parse has errors it is still a tree. */
export interface PythonSource {
  /** The code as parsed: lines that are IPython's and not Python's are blanked out. */
  readonly text: string;
  readonly root: SyntaxNode;
  /** IPython's own lines (`%…`, `!…`), trimmed. */
  readonly magics: readonly string[];
  /** A `%%bash`-like cell, none of which is Python. */
  readonly isForeign: boolean;
}

const MAGIC_LINE = /^[ \t]*[%!][^\n]*/gm;
/** Cell magics whose body is Python all the same. */
const PYTHON_CELLS = /^\s*%%(?:time|timeit|capture|prun|python3?)\b/;

/** Parses a cell; offsets in the tree are offsets in the code given. */
export function parsePython(code: string): PythonSource {
  const magics: string[] = [];
  const text = code.replace(MAGIC_LINE, (line) => {
    magics.push(line.trim());
    // A magic can be the only line of a block, and `pass` keeps that block whole.
    return line.replace(/\S.*$/, (rest) => "pass".slice(0, rest.length).padEnd(rest.length));
  });
  const isForeign = /^\s*%%/.test(code) && !PYTHON_CELLS.test(code);
  return { text, root: parser.parse(text).topNode, magics, isForeign };
}

/** The children of a node, comments left out and `a; b` taken apart. */
export function statementsOf(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name === "StatementGroup") found.push(...statementsOf(child));
    else if (/Statement$|Definition$/.test(child.name)) found.push(child);
  }
  return found;
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
}

/** A name that an import binds, with the dotted name of what it stands for. */
export interface ImportedName {
  readonly name: string;
  readonly path: string;
}

/** What an import statement binds; nothing for `from x import *`, of which only Python knows. */
export function importedNames(statement: SyntaxNode, text: string): ImportedName[] {
  const parts = childrenOf(statement).map((node) => text.slice(node.from, node.to));
  const keyword = parts.indexOf("import");
  const from = parts[0] === "from" ? parts.slice(1, keyword).join("") : undefined;
  const listed = parts.slice(keyword + 1).filter((part) => part !== "(" && part !== ")");
  const names: ImportedName[] = [];
  for (const item of listed.join(" ").split(" , ")) {
    const [, dotted = "", alias] = /^(.*?)(?: as (\S+))?$/.exec(item) ?? [];
    const path = dotted.replaceAll(" ", "");
    if (path === "" || path === "*") continue;
    if (from !== undefined) names.push({ name: alias ?? path, path: `${from}.${path}` });
    else names.push({ name: alias ?? path.split(".")[0] ?? path, path });
  }
  return names;
}

/** The name a call goes by: `head` of `df.head()`, `print` of `print()`; empty for anything else. */
export function calleeName(call: SyntaxNode, text: string): string {
  const callee = call.firstChild;
  const name = callee?.name === "MemberExpression" ? callee.lastChild : callee;
  if (name?.name !== "VariableName" && name?.name !== "PropertyName") return "";
  return text.slice(name.from, name.to);
}

/** The keyword arguments of a call, with the source of their values. */
export function keywordArguments(call: SyntaxNode, text: string): Map<string, string> {
  const found = new Map<string, string>();
  const list = call.getChild("ArgList");
  if (list === null) return found;
  for (const child of childrenOf(list)) {
    const value = child.nextSibling?.name === "AssignOp" ? child.nextSibling.nextSibling : null;
    if (child.name === "VariableName" && value !== null) {
      found.set(text.slice(child.from, child.to), text.slice(value.from, value.to));
    }
  }
  return found;
}
