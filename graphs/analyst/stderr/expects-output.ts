import type { SyntaxNode } from "@lezer/common";
import {
  calleeName,
  childrenOf,
  keywordArguments,
  parsePython,
  statementsOf,
} from "../judgement/python-tree.ts";

/** Code beyond this size is data written out, not a question to it. */
const PARSE_LIMIT = 200_000;

/** Calls that exist to show something. */
const SHOWING = new Set(["print", "pprint", "display", "show", "info"]);

/**
 * First words of functions that are called for what they do, so that returning None is normal:
 * `to_csv`, `save_model`, `set_title`, `setLevel`, `mkdir`.
 */
const DOING = new Set(
  (
    "to save savefig savetxt savez write writelines writerow writerows writer export dump store close flush " +
    "append extend insert add update remove clear sort reverse discard set seed manual register configure config " +
    "init initialize setup filterwarnings simplefilter basic mkdir makedirs rename unlink rmtree rmdir copy copyfile " +
    "copytree move chdir delete drop reset fill install download load import use enable disable start stop sleep " +
    "wait train fit compile clean prepare tight subplots grid legend create make build generate commit execute " +
    "executemany shuffle eval zero backward step collect patch apply inject upload put send"
  ).split(" "),
);

/** Where code stands that does not run with the cell, or only in a case that need not come. */
const NOT_RUN = new Set(["FunctionDefinition", "ClassDefinition", "LambdaExpression"]);

function isShowingCall(node: SyntaxNode, text: string): boolean {
  if (node.name !== "CallExpression" || !SHOWING.has(calleeName(node, text))) return false;
  const target = keywordArguments(node, text);
  return !target.has("file") && !target.has("buf");
}

/** The parts of a node that run for sure: not the handlers of `try`, not an `if` without `else`. */
function partsThatRun(node: SyntaxNode): SyntaxNode[] {
  if (NOT_RUN.has(node.name)) return [];
  const children = childrenOf(node);
  if (node.name === "IfStatement" && node.getChild("else") === null) {
    return children.filter((child) => child.name !== "Body");
  }
  if (node.name !== "TryStatement") return children;
  const handlers = children.findIndex((child) => child.name === "except");
  return handlers < 0 ? children : children.slice(0, handlers);
}

function showsSomething(root: SyntaxNode, text: string): boolean {
  // A stack instead of recursion: code can be nested deeper than the stack of calls.
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isShowingCall(node, text)) return true;
    open.push(...partsThatRun(node));
  }
  return false;
}

/** True for a call like `df.to_csv(path)` or `df.drop(x, inplace=True)`. */
function isDoingCall(expression: SyntaxNode, text: string): boolean {
  if (expression.name !== "CallExpression") return false;
  if (keywordArguments(expression, text).get("inplace") === "True") return true;
  const [firstWord = ""] = /^[a-z]+/.exec(calleeName(expression, text)) ?? [];
  return DOING.has(firstWord);
}

/**
 * Whether code that printed nothing and has no value should have said something: it prints or shows
 * something on its way, or it ends with a bare expression (`df`, `report(df)`). An assignment, an
 * import, a definition, a file that is saved, a value thrown away with `;` say nothing by nature.
 */
export function expectsOutput(code: string): boolean {
  if (code.length > PARSE_LIMIT) return false;
  const { text, root, isForeign } = parsePython(code);
  if (isForeign) return false;
  if (showsSomething(root, text)) return true;
  const last = statementsOf(root).at(-1);
  if (last?.name !== "ExpressionStatement") return false;
  const isSuppressed = /^\s*;/.test(text.slice(last.to));
  const expression =
    last.firstChild?.name === "AwaitExpression" ? last.firstChild.lastChild : last.firstChild;
  return !isSuppressed && expression !== null && !isDoingCall(expression, text);
}
