/** Stands for an insertion that came out empty, so that a line of nothing else can be dropped. */
const NOTHING = "\u0001";

/**
 * A piece of Python. The common indentation goes; an inserted block is indented like its place; a
 * line whose only insertion is empty disappears.
 */
export function python(pieces: TemplateStringsArray, ...values: readonly string[]): string {
  const margin = commonMargin(pieces.raw.join(NOTHING));
  let code = "";
  for (const [index, piece] of pieces.raw.entries()) {
    code += piece.replaceAll(`\n${margin}`, "\n");
    const value = values[index];
    if (value === undefined) continue;
    const indent = /(?:^|\n)([ \t]*)$/.exec(code)?.[1] ?? "";
    code += value === "" ? NOTHING : value.replaceAll("\n", `\n${indent}`);
  }
  return code
    .replace(new RegExp(`^[ \\t]*${NOTHING}[ \\t]*\\n`, "gm"), "")
    .replaceAll(NOTHING, "")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function commonMargin(text: string): string {
  const margins = [...text.matchAll(/\n([ \t]*)(?=\S)/g)].map((match) => match[1] ?? "");
  return margins.reduce(
    (least, margin) => (margin.length < least.length ? margin : least),
    margins[0] ?? "",
  );
}

/** A value as a Python literal: JSON's strings and numbers are Python's too. */
export function literal(value: string | number | boolean | readonly (string | number)[]): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "object") return `[${value.map((item) => literal(item)).join(", ")}]`;
  return JSON.stringify(value);
}
