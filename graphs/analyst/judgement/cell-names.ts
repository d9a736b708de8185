import type { SyntaxNode } from "@lezer/common";
import { isShowing, isTarget, rootVariable } from "./python-names.ts";
import { childrenOf, importedNames, parsePython, statementsOf } from "./python-tree.ts";

/** What a statement, or a whole cell, does with the variables of the kernel. */
export interface KernelNames {
  /** Names that it needs from before. */
  readonly reads: ReadonlySet<string>;
  /** Names that it gives a value to. */
  readonly binds: ReadonlySet<string>;
  /** Names whose object it changes: `df["a"] = 1`, `model.fit(x)`. */
  readonly changes: ReadonlySet<string>;
  /** Of the bound ones, those of modules and what they hold. */
  readonly imports: ReadonlySet<string>;
}

class Scope {
  readonly reads = new Set<string>();
  readonly binds = new Set<string>();
  readonly changes = new Set<string>();
  readonly imports = new Set<string>();

  /** Takes in what an inner scope needs from outside of it. */
  enclose(inner: Scope, known: ReadonlySet<string> = inner.binds): void {
    for (const name of inner.reads) if (!known.has(name)) this.reads.add(name);
  }
}

function isKeyword(node: SyntaxNode): boolean {
  return node.parent?.name === "ArgList" && node.nextSibling?.name === "AssignOp";
}

/** Reads the names below a node into a scope; code that is only defined has a scope of its own. */
function collect(node: SyntaxNode, text: string, scope: Scope): void {
  const slice = (of: SyntaxNode) => text.slice(of.from, of.to);
  const nested = () => {
    const inner = new Scope();
    for (const child of childrenOf(node)) collect(child, text, inner);
    return inner;
  };
  switch (node.name) {
    case "ImportStatement":
      for (const { name } of importedNames(node, text)) {
        scope.binds.add(name);
        scope.imports.add(name);
      }
      return;
    case "FunctionDefinition":
    case "ClassDefinition": {
      const name = node.getChild("VariableName");
      scope.enclose(nested());
      if (name !== null) scope.binds.add(slice(name));
      return;
    }
    case "VariableName":
      if (isKeyword(node)) return;
      if (!isTarget(node)) scope.reads.add(slice(node));
      else {
        scope.binds.add(slice(node));
        if (node.parent?.name === "UpdateStatement") scope.reads.add(slice(node));
      }
      return;
    case "MemberExpression":
    case "ExpressionStatement": {
      const isChange = node.name === "MemberExpression" ? isTarget(node) : !isShowing(node, text);
      const root = rootVariable(node.name === "MemberExpression" ? node : node.firstChild);
      if (isChange && root !== undefined) scope.changes.add(slice(root));
      break;
    }
    default:
      if (node.name === "LambdaExpression" || node.name.endsWith("ComprehensionExpression")) {
        scope.enclose(nested());
        return;
      }
  }
  for (const child of childrenOf(node)) collect(child, text, scope);
}

/** The names of blocks that run one after the other: what one binds, a later one does not need from before. */
export function kernelNames(blocks: readonly string[]): KernelNames {
  const whole = new Scope();
  for (const code of blocks) {
    const { text, root, isForeign } = parsePython(code);
    for (const statement of isForeign ? [] : statementsOf(root)) {
      const scope = new Scope();
      collect(statement, text, scope);
      whole.enclose(scope, whole.binds);
      for (const name of scope.binds) whole.binds.add(name);
      for (const name of scope.changes) whole.changes.add(name);
      for (const name of scope.imports) whole.imports.add(name);
    }
  }
  return whole;
}

const DEFINES = new Set(["ImportStatement", "FunctionDefinition"]);

/** The parts of a cell that only define: its imports and functions, which can run where the rest cannot. */
export function definitionsOf(code: string): string {
  const { text, root, isForeign } = parsePython(code);
  if (isForeign) return "";
  return statementsOf(root)
    .filter(({ name }) => DEFINES.has(name))
    .map(({ from, to }) => text.slice(from, to).trimEnd())
    .join("\n");
}

/** The statements of a cell before the one that a line, counted from 1, belongs to: they have run. */
export function codeBefore(code: string, line: number): string {
  const { root, isForeign } = parsePython(code);
  const start = code.split("\n", line - 1).join("\n").length;
  const ran = isForeign ? [] : statementsOf(root).filter(({ to }) => to <= start);
  return code.slice(0, ran.at(-1)?.to ?? 0);
}
