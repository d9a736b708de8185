import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import type { Words } from "../../words.ts";
import { isAllowedImport, libraryWords, type AllowedLibraries } from "./allowed-libraries.ts";
import { collectBindings } from "./bindings.ts";
import { toPlainPython } from "./ipython.ts";
import { createResolver, isImporter, type Resolver } from "./resolve.ts";
import { holds, isGuarded, RULES, ruleOf, type PolicyLevel, type RuleId } from "./rules.ts";
import { argumentsOf, type Source } from "./source.ts";

export type { PolicyLevel, RuleId };

/** Something in the code that the policy does not allow. */
export interface PolicyFinding {
  readonly rule: RuleId | "library";
  /** 1-based. */
  readonly line: number;
  /** The line's text, trimmed and bounded. */
  readonly text: string;
  /** What is not allowed, and the allowed way. */
  readonly words: Words;
}

/** Code inside code inside code is followed this far. */
const MAX_NESTING = 3;
const MAX_TEXT = 120;

const RUNNERS = /^builtins\.(?:eval|exec|compile)$/;
const IPYTHON_RUNNERS = /^get_ipython\(\)\.(?:run_cell|ex|ev)$/;
const IPYTHON_MAGICS = /^get_ipython\(\)\.(?:run_line_magic|run_cell_magic|magic)$/;

type Report = (rule: PolicyFinding["rule"], at: number) => void;
/** Told of each module that code imports by a name that can be read. */
type Imports = (path: string, at: number) => void;
/** Checks code that stands inside the code, at an offset of it. */
type Inner = (code: string, at: number) => void;

/** A call of something that runs code: a constant is looked into, anything else was built. */
function checkRunner(call: SyntaxNode, resolver: Resolver, report: Report, inner: Inner) {
  const [code] = argumentsOf(call);
  const constant = code === undefined ? undefined : resolver.text(code);
  if (constant === undefined) report("built_code", call.from);
  else inner(constant, call.from);
}

function checkMagic(call: SyntaxNode, resolver: Resolver, inner: Inner) {
  const [name = "", ...rest] = argumentsOf(call).map((node) => resolver.text(node) ?? "");
  const [line = "", body = ""] = rest;
  inner(body === "" ? `%${name} ${line}` : `%%${name} ${line}\n${body}`, call.from);
}

function checkNode(
  node: SyntaxNode,
  resolver: Resolver,
  report: Report,
  inner: Inner,
  imports: Imports,
) {
  if (!/^(?:VariableName|MemberExpression|CallExpression)$/.test(node.name)) return;
  const { parent } = node;
  // Only the longest chain counts, and a name after `import` or before `=` is no use of it.
  if (parent?.name === "ImportStatement" || parent?.name === "ParamList") return;
  if (parent?.name === "MemberExpression" && node.nextSibling !== null && node.from === parent.from)
    return;
  if (parent?.name === "ArgList" && node.nextSibling?.name === "AssignOp") return;
  const call = parent?.name === "CallExpression" && parent.from === node.from ? parent : undefined;

  for (const path of resolver.paths(node)) {
    const rule = ruleOf(path);
    if (rule !== undefined) report(rule, node.from);
    else if (RUNNERS.test(path)) {
      report("any_code", node.from);
      if (call) checkRunner(call, resolver, report, inner);
      else if (!isTarget(node)) report("built_code", node.from);
    } else if (call && IPYTHON_RUNNERS.test(path)) checkRunner(call, resolver, report, inner);
    else if (call && IPYTHON_MAGICS.test(path)) checkMagic(call, resolver, inner);
    else if (call && isImporter(path)) {
      const [name] = argumentsOf(call);
      const module = name && resolver.text(name);
      if (module !== undefined) imports(module, node.from);
      else if (name) report("hidden_module", node.from);
    } else if (call && path === "builtins.getattr") {
      const [owner, name] = argumentsOf(call);
      const guarded = owner !== undefined && resolver.paths(owner).some(isGuarded);
      if (guarded && name && resolver.text(name) === undefined) report("hidden_name", node.from);
    }
  }
}

/** The left side of an assignment: `run = eval` is a use of `eval`, not of `run`. */
function isTarget(node: SyntaxNode): boolean {
  return (
    /^(?:AssignStatement|NamedExpression)$/.test(node.parent?.name ?? "") &&
    node.nextSibling?.name === "AssignOp"
  );
}

function collect(
  code: string,
  firstLine: number,
  nesting: number,
  allowed: AllowedLibraries | undefined,
  add: (rule: PolicyFinding["rule"], line: number) => void,
) {
  const plain = toPlainPython(code);
  for (const { rule, line } of plain.found) add(rule, firstLine + line - 1);
  const source: Source = { code: plain.code, top: parser.parse(plain.code).topNode };
  const bindings = collectBindings(source);
  const resolver = createResolver(source, bindings);

  const lineStarts = [0];
  for (let at = plain.code.indexOf("\n"); at !== -1; at = plain.code.indexOf("\n", at + 1))
    lineStarts.push(at + 1);
  const lineAt = (offset: number) => {
    let low = 0;
    let high = lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return firstLine + low;
  };

  const report: Report = (rule, at) => add(rule, lineAt(at));
  const goIn = (snippet: string, line: number) => {
    if (nesting < MAX_NESTING)
      collect(snippet, line, nesting + 1, allowed, (rule) => add(rule, line));
  };
  const inner: Inner = (snippet, at) => goIn(snippet, lineAt(at));

  const imports: Imports = (path, at) => {
    if (allowed !== undefined && !isAllowedImport(path, allowed)) report("library", at);
  };

  for (const { path, at } of bindings.imports) {
    const rule = ruleOf(path);
    if (rule !== undefined) report(rule, at);
    imports(path, at);
  }
  source.top.cursor().iterate((cursor) => checkNode(cursor.node, resolver, report, inner, imports));
  for (const snippet of plain.snippets) goIn(snippet.code, firstLine + snippet.line - 1);
}

/** Undefined for a rule that does not hold. */
function wordsOf(
  rule: PolicyFinding["rule"],
  level: PolicyLevel,
  allowed: AllowedLibraries | undefined,
): Words | undefined {
  if (rule === "library") return allowed && libraryWords(allowed);
  return holds(rule, level) ? RULES[rule].words : undefined;
}

/**
 * Looks for shell commands, other programs, native calls and hidden code in a cell, by a real parse
 * of Python and IPython syntax. It is advice that lets a model choose a better way before the code
 * runs: the wall is the sandbox. Where libraries are named, an import of another one is a finding
 * at every level.
 */
export function checkCode(
  code: string,
  level: PolicyLevel,
  allowed?: AllowedLibraries,
): PolicyFinding[] {
  if (level === "off" && allowed === undefined) return [];
  const findings = new Map<string, PolicyFinding>();
  const lines = code.split("\n");
  collect(code, 1, 0, allowed, (rule, line) => {
    const key = `${line}:${rule}`;
    const words = findings.has(key) ? undefined : wordsOf(rule, level, allowed);
    if (words === undefined) return;
    const text = (lines[line - 1] ?? "").trim().slice(0, MAX_TEXT);
    findings.set(key, { rule, line, text, words });
  });
  return [...findings.values()].toSorted((a, b) => a.line - b.line);
}
