import type { CellError } from "../../../tools/ports/sandbox.ts";
import type { CellOutcome } from "../outcomes.ts";
import { benignLines } from "./benign-lines.ts";
import { caveatOf, outputCaveats } from "./caveats/read-caveats.ts";
import { expectsOutput } from "./expects-output.ts";
import { glyphCaveat, missingGlyph } from "./glyphs.ts";
import { headlineOf } from "./headline.ts";
import { missingFile } from "./missing-file.ts";
import { missingPackage } from "./missing-package.ts";
import { splitEntries, type Entry } from "./split-entries.ts";
import type { Caveat, CellInput, CellVerdict } from "./verdict.ts";

export type { Caveat, CellInput, CellVerdict } from "./verdict.ts";

const MAX_CAVEATS = 8;

function failure(outcome: CellOutcome, error: CellError | undefined): CellVerdict {
  const headline = error === undefined ? undefined : headlineOf(error);
  return { outcome, caveats: [], benign: [], headline };
}

/** An exception: what is missing, if something is, else the code's own fault. */
function failureOfCode(error: CellError | undefined, code: string): CellVerdict {
  if (error === undefined) return failure("user_error", error);
  const name = missingPackage(error, code);
  if (name !== undefined) return { ...failure("missing_package", error), missingPackage: name };
  const file = missingFile(error);
  if (file !== undefined) return { ...failure("missing_file", error), missingPath: file.path };
  return failure("user_error", error);
}

/** The same sentence once, however often it was printed. */
function distinct(caveats: readonly Caveat[]): Caveat[] {
  const bySentence = new Map(caveats.map((caveat) => [caveat.words.en, caveat]));
  return [...bySentence.values()].slice(0, MAX_CAVEATS);
}

function isSilent(input: CellInput): boolean {
  const saysSomething = input.hasValue || input.hasResults || input.stdout.trim() !== "";
  return !saysSomething && expectsOutput(input.code);
}

function success(input: CellInput): CellVerdict {
  const found: Caveat[] = [];
  const glyphs = new Set<string>();
  const rest: Entry[] = [];
  for (const entry of splitEntries(input.stderr)) {
    const glyph = missingGlyph(entry);
    const caveat = glyph === undefined ? caveatOf(entry) : undefined;
    if (glyph !== undefined) glyphs.add(glyph);
    else if (caveat !== undefined) found.push(caveat);
    else rest.push(entry);
  }
  found.push(...outputCaveats(input.stdout), ...outputCaveats(input.valueText ?? ""));
  const caveats = distinct(glyphs.size > 0 ? [glyphCaveat(glyphs), ...found] : found);
  const benign = benignLines(rest);
  const outcome: CellOutcome =
    glyphs.size > 0
      ? "glyph_missing"
      : isSilent(input)
        ? "silent"
        : caveats.length > 0
          ? "data_caveat"
          : benign.length > 0
            ? "benign_warning"
            : "ok";
  return { outcome, caveats, benign };
}

/**
 * Decides what a cell's end means. A cell failed when the kernel says so, never because of what
 * stands on stderr: there, known messages become caveats, everything else one line per kind.
 */
export function classifyCell(input: CellInput): CellVerdict {
  switch (input.status) {
    case "ok":
      return success(input);
    case "error":
      return failureOfCode(input.error, input.code);
    case "kernel_died":
      return failure(input.outOfMemory === true ? "out_of_memory" : "kernel_died", input.error);
    case "timeout":
    case "cancelled":
    case "blocked":
    case "sandbox_lost":
      return failure(input.status, input.error);
  }
}
