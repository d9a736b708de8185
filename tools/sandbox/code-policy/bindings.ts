import type { SyntaxNode } from "@lezer/common";
import { childrenOf, textOf, type Source } from "./source.ts";

/** What a name may stand for: a dotted name that was imported, an expression, or something unknown. */
export type Meaning = { path: string } | { node: SyntaxNode } | "unknown";

export interface Imported {
  readonly path: string;
  readonly at: number;
}

export interface Bindings {
  readonly names: ReadonlyMap<string, readonly Meaning[]>;
  /** Modules of `from m import *`. */
  readonly stars: readonly string[];
  readonly imports: readonly Imported[];
}

/** The parts of a flat child list between separators. */
function split(nodes: readonly SyntaxNode[], separator: (node: SyntaxNode) => boolean) {
  const parts: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (separator(node)) parts.push([]);
    else parts.at(-1)?.push(node);
  }
  return parts;
}

const isComma = (node: SyntaxNode) => node.name === ",";

/** By parent: what stands right before a name that is new and of unknown value. */
const NEW_NAMES: Readonly<Record<string, readonly string[]>> = {
  FunctionDefinition: ["def"],
  ClassDefinition: ["class"],
  ParamList: ["(", ",", "*", "**", "lambda"],
  ForStatement: ["for", ","],
  ComprehensionExpression: ["for", ","],
  ArrayComprehensionExpression: ["for", ","],
  DictionaryComprehensionExpression: ["for", ","],
  SetComprehensionExpression: ["for", ","],
  WithStatement: ["as"],
  TryStatement: ["as"],
};

/** Collects every name that a piece of code binds, without regard to scope or order. */
export function collectBindings(source: Source): Bindings {
  const names = new Map<string, Meaning[]>();
  const stars: string[] = [];
  const imports: Imported[] = [];

  const bind = (name: string, meaning: Meaning) => {
    const known = names.get(name);
    if (known) known.push(meaning);
    else names.set(name, [meaning]);
  };

  const bindTarget = (target: readonly SyntaxNode[], value: readonly SyntaxNode[]) => {
    const targets = split(target, isComma);
    const values = split(value, isComma);
    for (const [index, [node]] of targets.entries()) {
      if (node === undefined) continue;
      const of = targets.length === values.length ? values[index]?.[0] : undefined;
      if (node.name === "VariableName") bind(textOf(source, node), of ? { node: of } : "unknown");
      else if (/^(?:Tuple|Array|Parenthesized)Expression$/.test(node.name)) {
        const inner = of !== undefined && of.name === node.name ? childrenOf(of).slice(1, -1) : [];
        bindTarget(childrenOf(node).slice(1, -1), inner);
      }
    }
  };

  const dotted = (part: readonly SyntaxNode[]) => part.map((node) => textOf(source, node)).join("");

  const bindImport = (statement: SyntaxNode) => {
    const nodes = childrenOf(statement);
    const keyword = nodes.findIndex((node) => node.name === "import");
    const module = nodes[0]?.name === "from" ? dotted(nodes.slice(1, keyword)) : undefined;
    const listed = nodes
      .slice(keyword + 1)
      .filter((node) => node.name !== "(" && node.name !== ")");
    for (const part of split(listed, isComma)) {
      const as = part.findIndex((node) => node.name === "as");
      const name = dotted(as === -1 ? part : part.slice(0, as));
      if (name === "" || module?.startsWith(".") === true) continue;
      if (name === "*") stars.push(module ?? "");
      const path = module === undefined ? name : name === "*" ? module : `${module}.${name}`;
      imports.push({ path, at: statement.from });
      if (as !== -1) bind(dotted(part.slice(as + 1)), { path });
      else if (module !== undefined) bind(name, { path });
      else bind(name.split(".")[0] ?? name, { path: name.split(".")[0] ?? name });
    }
  };

  const visit = (node: SyntaxNode) => {
    if (node.name === "ImportStatement") bindImport(node);
    else if (node.name === "AssignStatement" || node.name === "NamedExpression") {
      const parts = split(
        childrenOf(node).filter((child) => child.name !== "TypeDef"),
        (child) => child.name === "AssignOp",
      );
      const value = parts.at(-1) ?? [];
      for (const target of parts.slice(0, -1)) bindTarget(target, value);
    } else if (node.name === "VariableName") {
      const before = NEW_NAMES[node.parent?.name ?? ""];
      const previous = before && node.prevSibling?.name;
      if (previous !== undefined && before?.includes(previous))
        bind(textOf(source, node), "unknown");
    }
  };

  source.top.cursor().iterate((cursor) => visit(cursor.node));
  return { names, stars, imports };
}
