import type { Cell } from "../cell.ts";

const SHOWN = 30;

/** One line per cell of earlier questions, so that the model knows what exists; undefined when none. */
export function ledgerBlock(earlier: readonly Cell[]): string | undefined {
  if (earlier.length === 0) return undefined;
  const lines = earlier.slice(-SHOWN).map((cell) => {
    const state = cell.status === "ok" ? "ok" : `failed (${cell.error?.name ?? cell.status})`;
    const files = cell.artifacts.map((artifact) => artifact.name).join(", ");
    return `- ${cell.id} ${state}: ${cell.title}${files === "" ? "" : ` → ${files}`}`;
  });
  const hidden = earlier.length - lines.length;
  return [
    "# Cells of earlier questions (variables of those marked ok exist unless a message says otherwise)",
    ...(hidden > 0 ? [`(${hidden} older ones left out)`] : []),
    ...lines,
  ].join("\n");
}
