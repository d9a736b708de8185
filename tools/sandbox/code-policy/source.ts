import type { SyntaxNode } from "@lezer/common";

/** Parsed Python with the text it was made from. */
export interface Source {
  readonly code: string;
  readonly top: SyntaxNode;
}

export const textOf = (source: Source, node: SyntaxNode) => source.code.slice(node.from, node.to);

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

/** The arguments of a call that are given by position. */
export function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  const list = call.getChild("ArgList");
  if (list === null) return [];
  return childrenOf(list).filter(
    (node) =>
      !/^[(),*]/.test(node.name) &&
      node.nextSibling?.name !== "AssignOp" &&
      node.name !== "AssignOp" &&
      node.prevSibling?.name !== "AssignOp",
  );
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "" };

function unescape(body: string): string {
  return body.replaceAll(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{1,3})|([^]))/g,
    (_, hex?: string, long?: string, octal?: string, other?: string) => {
      if (other !== undefined) return ESCAPES[other] ?? other;
      return String.fromCodePoint(
        parseInt(hex ?? long ?? octal ?? "", octal === undefined ? 16 : 8),
      );
    },
  );
}

/** The value of a string literal; undefined for one with replacements. */
export function literalText(source: Source, node: SyntaxNode): string | undefined {
  if (node.name !== "String" && node.name !== "FormatString") return undefined;
  if (node.getChild("FormatReplacement") !== null) return undefined;
  const parts = /^(?<prefix>[a-zA-Z]*)(?<quote>"""|'''|"|')(?<rest>[^]*)$/.exec(
    textOf(source, node),
  )?.groups;
  if (!parts) return undefined;
  const { prefix = "", quote = "", rest = "" } = parts;
  const body = rest.endsWith(quote) ? rest.slice(0, rest.length - quote.length) : rest;
  return /r/i.test(prefix) ? body : unescape(body);
}
