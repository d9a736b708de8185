import type { Cell } from "./cell.ts";
import { codeBefore } from "./judgement/cell-names.ts";
import { UNPARSED } from "./judgement/fingerprint.ts";
import { readFrames } from "./judgement/traceback-frames.ts";

/** Of these the kernel kept what had run. */
const STOPPED = new Set(["error", "timeout", "cancelled"]);

const SEPARATOR = "\n\n# %%\n";

/** The blocks of one call as one text for people, and where each begins; a single block is its own text. */
export function joinBlocks(blocks: readonly string[]): Pick<Cell, "code" | "blockStarts"> {
  const code = blocks.join(SEPARATOR);
  if (blocks.length < 2) return { code };
  const blockStarts: number[] = [];
  let at = 0;
  for (const block of blocks) {
    blockStarts.push(at);
    at += block.length + SEPARATOR.length;
  }
  return { code, blockStarts };
}

/** The blocks as they ran: a magic such as `%%time` works only at the beginning of its own. */
export function blocksOf({ code, blockStarts }: Pick<Cell, "code" | "blockStarts">): string[] {
  if (blockStarts === undefined) return [code];
  return blockStarts.map((start, index) => {
    const next = blockStarts[index + 1];
    return code.slice(start, next === undefined ? undefined : next - SEPARATOR.length);
  });
}

/**
 * What of a cell has run to its end, and so made variables: all of it, the blocks that worked, or of
 * one that failed or was stopped the statements before that.
 */
export function workingBlocks(cell: Cell): string[] {
  if (cell.status === "ok") return blocksOf(cell);
  if (!STOPPED.has(cell.status) || cell.variablesLost === true) return [];
  if (UNPARSED.has(cell.error?.name ?? "")) return [];
  if (cell.blockStarts !== undefined)
    return blocksOf(cell).filter((_, at) => cell.okBlocks?.includes(at));
  const { lines } = readFrames(cell.error?.traceback ?? "");
  const before = lines === undefined ? "" : codeBefore(cell.code, lines.outer);
  return before.trim() === "" ? [] : [before];
}
