import type { SyntaxNode } from "@lezer/common";
import { calleeName } from "./python-tree.ts";

/** Methods that look at an object and leave it as it is. */
const READING = new Set(
  "head tail info describe sample value_counts unique nunique shape dtypes columns sum mean isna isnull count".split(
    " ",
  ),
);

/** Calls whose only effect is to be seen. */
const SHOWING = new Set(["print", "display", "pprint"]);

const TUPLES = new Set(["TupleExpression", "ParenthesizedExpression", "ArrayExpression"]);

/** A statement that is there for a person to see something: a print, or a bare look at an object. */
export function isShowing(statement: SyntaxNode, text: string): boolean {
  if (statement.name !== "ExpressionStatement") return false;
  const expression = statement.firstChild;
  if (expression?.name !== "CallExpression") return expression?.name !== "AwaitExpression";
  const name = calleeName(expression, text);
  return (
    SHOWING.has(name) || (READING.has(name) && expression.firstChild?.name === "MemberExpression")
  );
}

/** The variable at the root of `df.a["x"].b()`. */
export function rootVariable(node: SyntaxNode | null): SyntaxNode | undefined {
  let at = node;
  while (at !== null && (at.name === "MemberExpression" || at.name === "CallExpression")) {
    at = at.firstChild;
  }
  return at?.name === "VariableName" ? at : undefined;
}

function follows(node: SyntaxNode, name: string): boolean {
  for (let at = node.nextSibling; at !== null; at = at.nextSibling)
    if (at.name === name) return true;
  return false;
}

/** The keyword before a name among its siblings, over commas and other names. */
function keywordBefore(node: SyntaxNode): string {
  let at = node.prevSibling;
  while (at !== null && (at.name === "," || at.name === "VariableName" || TUPLES.has(at.name))) {
    at = at.prevSibling;
  }
  return at?.name ?? "";
}

/** Whether a name, or an expression that stands in a target's place, is assigned to. */
export function isTarget(node: SyntaxNode): boolean {
  let at = node;
  while (at.parent !== null && TUPLES.has(at.parent.name)) at = at.parent;
  switch (at.parent?.name) {
    case "AssignStatement":
    case "NamedExpression":
      return follows(at, "AssignOp");
    case "UpdateStatement":
      return follows(at, "UpdateOp");
    case "ParamList":
      return at.prevSibling?.name !== "AssignOp";
    case "FunctionDefinition":
    case "ClassDefinition":
      return at.name === "VariableName";
    case "WithStatement":
    case "TryStatement":
      return at.prevSibling?.name === "as";
    case "ForStatement":
      return keywordBefore(at) === "for";
    default:
      return (
        at.parent?.name.endsWith("ComprehensionExpression") === true && keywordBefore(at) === "for"
      );
  }
}

export interface NamesOfStatement {
  /** Names that the statement gives a value to. */
  readonly bound: ReadonlySet<string>;
  /** Names whose object it changes: `df["a"] = 1`, `model.fit(x)`. */
  readonly changed: ReadonlySet<string>;
  readonly used: ReadonlySet<string>;
}

/** The names that a statement, with all inside of it, binds, changes and uses. */
export function namesOf(statement: SyntaxNode, text: string): NamesOfStatement {
  const bound = new Set<string>();
  const changed = new Set<string>();
  const used = new Set<string>();
  const slice = (node: SyntaxNode) => text.slice(node.from, node.to);
  statement.cursor().iterate(({ node }) => {
    if (node.name === "VariableName") {
      used.add(slice(node));
      if (isTarget(node)) bound.add(slice(node));
    }
    if (node.name === "MemberExpression" && isTarget(node)) {
      const root = rootVariable(node);
      if (root !== undefined) changed.add(slice(root));
    }
    if (node.name === "ExpressionStatement" && !isShowing(node, text)) {
      const root = rootVariable(node.firstChild);
      if (root !== undefined) changed.add(slice(root));
    }
    return true;
  });
  return { bound, changed, used };
}
