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

/** The kernel's word on what a chart shows; only titles matter here, those of parts included. */
const Chart = z.object({
  title: z.string().nullish(),
  elements: z.array(z.object({ title: z.string().nullish() }).catch({})).catch([]),
});

/** The first line of the chart's title, or of the first part that has one. */
function titleOf(result: CellResult): string {
  const chart = Chart.safeParse(result.chart).data;
  const titles = [chart?.title, ...(chart?.elements ?? []).map(({ title }) => title)];
  const lines = titles.map((title) => title?.split("\n")[0]?.trim() ?? "");
  return lines.find((line) => line !== "") ?? "";
}

/** A readable name for a chart, easy to type: its title, else the cell and a number (`c3-1.png`). */
export function chartName(
  result: CellResult,
  image: CellImage,
  cellId: string,
  number: number,
): string {
  const ending = ENDINGS[image.mime];
  const title = keepHead(titleOf(result), MAX_TITLE).text.replaceAll(/[\s./\\]+/g, "-");
  const name = title.replaceAll(/^-+|-+$/g, "");
  const fallback = `${cellId}-${number}.${ending}`;
  return name === "" ? fallback : safeFileName(`${name}.${ending}`, fallback);
}
