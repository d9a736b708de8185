import type { Measure } from "./measure.ts";

const shown = (value: number, unit: Measure["unit"]) =>
  unit === "×" ? `${value.toFixed(2)} ×` : `${value.toFixed(0)} ${unit}`;

function aimOf({ aim, unit }: Measure): string {
  if (aim.atMost !== undefined) return `≤ ${aim.atMost} ${unit}`;
  return aim.atLeast === undefined ? "–" : `≥ ${aim.atLeast} ${unit}`;
}

function verdict({ value, aim }: Measure): string {
  const { atMost = Infinity, atLeast = -Infinity } = aim;
  return value <= atMost && value >= atLeast ? "yes" : "no";
}

/** The measures as a Markdown table on stdout. */
export function printTable(rows: readonly Measure[]): void {
  const header = ["measure", "ours", "plain", "result", "aim", "kept"];
  const cells = rows.map((row) => [
    row.what,
    row.ours,
    row.plain,
    shown(row.value, row.unit),
    aimOf(row),
    verdict(row),
  ]);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...cells.map((line) => line[column]?.length ?? 0)),
  );
  const line = (parts: string[]) =>
    `| ${parts.map((part, column) => part.padEnd(widths[column] ?? 0)).join(" | ")} |\n`;
  process.stdout.write(line(header));
  process.stdout.write(line(widths.map((width) => "-".repeat(width))));
  for (const row of cells) process.stdout.write(line(row));
}
