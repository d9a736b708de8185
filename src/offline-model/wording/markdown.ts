const LONGEST_CELL = 40;

/** Text from a file inside Markdown: one line, nothing that starts formatting, links or HTML. */
export function plainText(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const short = line.length > LONGEST_CELL ? `${line.slice(0, LONGEST_CELL - 1)}…` : line;
  return short.replace(/[\\`*[\]<>|!]/g, String.raw`\$&`);
}

/** The name of a column as code. */
export function columnName(name: string): string {
  return `\`${name.replace(/[\s`|]+/g, " ").trim()}\``;
}

/** A Markdown table; cells are used as they are. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const rule = head.map((_cell, at) => (at === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
