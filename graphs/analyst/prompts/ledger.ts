import type { Cell } from "../cell.ts";
import { clipLine } from "../history/clip.ts";
import { estimateTokens } from "../history/estimate-tokens.ts";

const LINE_TOKENS = 60;
const SHOWN_FILES = 4;
const HEADING =
  "# Cells of earlier questions (variables of those marked ok exist unless a message says otherwise)";
/** For the heading and the line that counts what is left out. */
const FRAME_TOKENS = 40;

function line(cell: Cell): string {
  const works = cell.notRestored === true ? "ok, its variables are gone" : "ok";
  const state = cell.status === "ok" ? works : `failed (${cell.error?.name ?? cell.status})`;
  const names = cell.artifacts.map((artifact) => artifact.name);
  const more = names.length > SHOWN_FILES ? ` and ${names.length - SHOWN_FILES} more` : "";
  const files = names.slice(0, SHOWN_FILES).join(", ") + more;
  const text = `- ${cell.id} ${state}: ${cell.title}${files === "" ? "" : ` → ${files}`}`;
  return clipLine(text, LINE_TOKENS);
}

/**
 * One line per cell of earlier questions, so that the model knows what exists: the newest that
 * `maxTokens` hold. Undefined when there are none.
 */
export function ledgerBlock(earlier: readonly Cell[], maxTokens: number): string | undefined {
  if (earlier.length === 0) return undefined;
  const lines: string[] = [];
  let room = maxTokens - FRAME_TOKENS;
  for (let at = earlier.length - 1; at >= 0; at--) {
    const cell = earlier[at];
    if (cell === undefined) break;
    const text = line(cell);
    room -= estimateTokens(text) + 1;
    if (room < 0) break;
    lines.unshift(text);
  }
  const hidden = earlier.length - lines.length;
  return [HEADING, ...(hidden > 0 ? [`(${hidden} older ones left out)`] : []), ...lines].join("\n");
}
