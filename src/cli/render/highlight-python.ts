import { highlightTree, tagHighlighter, tags } from "@lezer/highlight";
import { parser } from "@lezer/python";
import type { Style, SyntaxClass } from "./style.ts";

const highlighter = tagHighlighter([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword], class: "keyword" },
  { tag: [tags.definitionKeyword, tags.moduleKeyword], class: "keyword" },
  { tag: [tags.string, tags.special(tags.string)], class: "string" },
  { tag: tags.number, class: "number" },
  { tag: tags.comment, class: "comment" },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName))],
    class: "function",
  },
  { tag: tags.function(tags.propertyName), class: "function" },
  { tag: [tags.bool, tags.null, tags.self], class: "constant" },
]);

/** Python in colours, line by line; colours never reach over a line's end. */
export function highlightPython(code: string, style: Style): string[] {
  let out = "";
  let at = 0;
  highlightTree(parser.parse(code), highlighter, (from, to, classes) => {
    out += code.slice(at, from) + paint(code.slice(from, to), style.syntax[classes as SyntaxClass]);
    at = to;
  });
  return (out + code.slice(at)).split("\n");
}

function paint(text: string, colour: (text: string) => string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : colour(line)))
    .join("\n");
}
