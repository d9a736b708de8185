import type { Data } from "./data.ts";
import { stem } from "./columns/name-words.ts";

/** Written with a capital letter in any question, and known to the rules. */
const KNOWN = new Set(
  "i csv excel json python pie anova welch kruskal wallis mann whitney student pearson spearman levene shapiro".split(
    " ",
  ),
);

/** Proper names and quoted words of a question that match nothing in the table. */
export function leftoverNames(
  text: string,
  { columns, mentions, values, table, dataset }: Data,
): string[] {
  const quoted = [...text.matchAll(/["“「『]([^"”」』]{1,40})["”」』]/gu)];
  const proper = [...text.matchAll(/(?<=[\p{L}\d,;:] )\p{Lu}[\p{L}\d]+/gu)];
  const found = values.flatMap((mention) => mention.values).join(" ");
  const known = new Set(
    `${columns.map(({ name }) => name).join(" ")} ${found} ${table.name} ${dataset.path}`
      .split(/[^\p{L}\d]+/u)
      .map(stem),
  );
  return [
    ...quoted.map((match) => ({ word: match[1] ?? "", at: match.index })),
    ...proper.map((match) => ({ word: match[0], at: match.index })),
  ]
    .filter(({ at }) => !mentions.some(({ start, end }) => start <= at && at < end))
    .filter(
      ({ word }) =>
        !word.split(/\s+/).every((part) => known.has(stem(part)) || KNOWN.has(part.toLowerCase())),
    )
    .map(({ word }) => word);
}
