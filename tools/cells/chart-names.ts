import { z } from "zod";
import { safeFileName } from "../files/file-name.ts";
import { keepHead } from "../output/cut-text.ts";
import type { CellImage, CellResult } from "../ports/sandbox.ts";

const ENDINGS: Readonly<Record<CellImage["mime"], string>> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/svg+xml": "svg",
};

const MAX_TITLE = 60;

/** The kernel's word on what a chart shows; only its title matters here. */
const Titled = z.object({ title: z.string().trim().min(1) });

/** A readable name for a chart: its title, else the cell and a number (`c3-1.png`). */
export function chartName(
  result: CellResult,
  image: CellImage,
  cellId: string,
  number: number,
): string {
  const ending = ENDINGS[image.mime];
  const chart = Titled.safeParse(result.chart).data;
  const title = keepHead(chart?.title ?? "", MAX_TITLE)
    .text.replaceAll(/[\s./\\]+/g, " ")
    .trim();
  const fallback = `${cellId}-${number}.${ending}`;
  return title === "" ? fallback : safeFileName(`${title}.${ending}`, fallback);
}
