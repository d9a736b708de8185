/** Stands where a value could not be computed. */
const NONE = "–";

/** A number as people read it: thousands separated, no more digits than say something. */
export function showNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-4)) return value.toExponential(2);
  const decimals = Number.isInteger(value) || size >= 1e6 ? 0 : size >= 1 ? 2 : 3;
  const rounded = size > 0 && size < 1 ? Number(value.toPrecision(3)) : value;
  return rounded.toLocaleString("en", {
    maximumFractionDigits: size > 0 && size < 0.1 ? 6 : decimals,
  });
}

/** A number with the unit that the column's name carries; a dash where there is none. */
export function withUnit(value: number | null, unit?: string): string {
  if (value === null) return NONE;
  if (unit === undefined) return showNumber(value);
  if (/^[$€£¥￥₩]$/.test(unit))
    return `${value < 0 ? "-" : ""}${unit}${showNumber(Math.abs(value))}`;
  return unit === "%" || /\p{Script=Han}/u.test(unit)
    ? `${showNumber(value)}${unit}`
    : `${showNumber(value)} ${unit}`;
}

/** A share of 0 to 100. */
export function showPercent(value: number | null): string {
  if (value === null) return NONE;
  return `${value > 0 && value < 0.1 ? "<0.1" : value.toFixed(1)}%`;
}

/** A coefficient with two decimals, and no minus before zero. */
export function showCoefficient(value: number | null): string {
  return value === null ? NONE : value.toFixed(2).replace(/^-0\.00$/, "0.00");
}

/** A p-value in the usual form; a dash where there is none. */
export function showP(p: number | null): string {
  if (p === null) return NONE;
  if (p < 0.001) return "p < 0.001";
  // Rounded to 0.050 a p of 0.0497 would look like no finding.
  return `p = ${p >= 0.045 && p < 0.055 ? p.toFixed(4) : p.toFixed(3)}`;
}
