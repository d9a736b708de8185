import type { SyntaxNode } from "@lezer/common";
import type { Bindings } from "./bindings.ts";
import { BUILTINS, KNOWN_MODULES } from "./rules.ts";
import { argumentsOf, childrenOf, literalText, textOf, type Source } from "./source.ts";

/** Far beyond what people write; they keep hostile nesting cheap. */
const MAX_DEPTH = 60;
const MAX_TEXT = 100_000;

export interface Resolver {
  /** The dotted names that an expression may stand for. */
  paths(node: SyntaxNode): readonly string[];
  /** The text of an expression that is constant: a literal, a sum of literals, a name for one. */
  text(node: SyntaxNode): string | undefined;
}

const IMPORTERS = /^(?:builtins\.__import__|importlib\.(?:import_module|__import__))$/;
export const isImporter = (path: string) => IMPORTERS.test(path);

export function createResolver(source: Source, { names, stars }: Bindings): Resolver {
  // Each name is looked up once: `df = df.dropna()` ten times over would otherwise branch tenfold.
  const knownPaths = new Map<string, readonly string[]>();
  const knownTexts = new Map<string, string | undefined>();

  const nameText = (name: string, depth: number): string | undefined => {
    if (knownTexts.has(name)) return knownTexts.get(name);
    knownTexts.set(name, undefined);
    const meanings = names.get(name) ?? [];
    const [only] = meanings;
    if (meanings.length !== 1 || only === undefined || only === "unknown" || "path" in only)
      return undefined;
    const value = text(only.node, depth + 1);
    knownTexts.set(name, value);
    return value;
  };

  const text = (node: SyntaxNode, depth = 0): string | undefined => {
    if (depth > MAX_DEPTH) return undefined;
    if (node.name === "VariableName") return nameText(textOf(source, node), depth);
    if (node.name === "ParenthesizedExpression" || node.name === "ContinuedString") {
      const parts = childrenOf(node).filter((child) => !/^[()]$/.test(child.name));
      return joined(parts, depth);
    }
    if (node.name === "BinaryExpression") {
      const [left, operator, right] = childrenOf(node);
      if (left === undefined || operator === undefined || right === undefined) return undefined;
      return textOf(source, operator) === "+" ? joined([left, right], depth) : undefined;
    }
    return literalText(source, node);
  };

  const joined = (parts: readonly SyntaxNode[], depth: number): string | undefined => {
    const texts = parts.map((part) => text(part, depth + 1));
    const whole = texts.includes(undefined) ? undefined : texts.join("");
    return whole !== undefined && whole.length > MAX_TEXT ? undefined : whole;
  };

  const named = (name: string, depth: number): readonly string[] => {
    const known = knownPaths.get(name);
    if (known !== undefined) return known;
    knownPaths.set(name, []);
    const found = [...new Set(meaningsOf(name, depth))];
    knownPaths.set(name, found);
    return found;
  };

  const meaningsOf = (name: string, depth: number): readonly string[] => {
    const meanings = names.get(name);
    if (meanings === undefined) {
      if (BUILTINS.has(name)) return [`builtins.${name}`];
      if (name === "__builtins__") return ["builtins"];
      if (name === "get_ipython" || KNOWN_MODULES.has(name)) return [name];
      return stars.length > 0 ? stars.map((module) => `${module}.${name}`) : [`?${name}`];
    }
    return meanings.flatMap((meaning) => {
      if (meaning === "unknown") return [`?${name}`];
      return "path" in meaning ? [meaning.path] : paths(meaning.node, depth + 1);
    });
  };

  const member = (node: SyntaxNode, depth: number): readonly string[] => {
    const [object, mark, key] = childrenOf(node);
    if (object === undefined || mark === undefined || key === undefined) return [];
    const owners = paths(object, depth + 1);
    if (mark.name === ".") return owners.map((owner) => `${owner}.${textOf(source, key)}`);
    const name = text(key);
    if (name === undefined) return [];
    return owners.flatMap((owner) => {
      if (owner === "sys.modules") return [name];
      if (owner === "globals()") return named(name, depth + 1);
      return owner.endsWith(".__dict__") ? [`${owner.slice(0, -".__dict__".length)}.${name}`] : [];
    });
  };

  const called = (node: SyntaxNode, depth: number): readonly string[] => {
    const callee = node.firstChild;
    if (callee === null) return [];
    return paths(callee, depth + 1).flatMap((path) => {
      const [first, second] = argumentsOf(node);
      if (isImporter(path)) {
        const module = first === undefined ? undefined : text(first);
        return module === undefined ? [] : [module];
      }
      if (path === "builtins.getattr" && first !== undefined && second !== undefined) {
        const name = text(second);
        return name === undefined ? [] : paths(first, depth + 1).map((owner) => `${owner}.${name}`);
      }
      if (path === "builtins.vars" && first !== undefined)
        return paths(first, depth + 1).map((owner) => `${owner}.__dict__`);
      if (path === "builtins.globals" || path === "builtins.locals" || path === "builtins.vars")
        return ["globals()"];
      return /(?:^|\.)get_ipython$/.test(path) && !path.startsWith("?") ? ["get_ipython()"] : [];
    });
  };

  const paths = (node: SyntaxNode, depth = 0): readonly string[] => {
    if (depth > MAX_DEPTH) return [];
    if (node.name === "VariableName") return named(textOf(source, node), depth);
    if (node.name === "MemberExpression") return member(node, depth);
    if (node.name === "CallExpression") return called(node, depth);
    if (node.name === "ParenthesizedExpression" || node.name === "NamedExpression") {
      const inner = childrenOf(node)
        .filter((child) => !/^[()]$/.test(child.name))
        .at(-1);
      return inner === undefined ? [] : paths(inner, depth + 1);
    }
    if (node.name === "ConditionalExpression")
      return childrenOf(node).flatMap((child) => paths(child, depth + 1));
    return [];
  };

  return { paths: (node) => paths(node), text: (node) => text(node) };
}
