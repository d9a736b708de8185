/** Written at the end of a column's name, these are units and how they are shown. */
const UNITS: Readonly<Record<string, string>> = {
  mm: "mm",
  cm: "cm",
  m: "m",
  km: "km",
  g: "g",
  kg: "kg",
  mg: "mg",
  lb: "lb",
  ml: "ml",
  l: "l",
  ms: "ms",
  sec: "s",
  min: "min",
  h: "h",
  kwh: "kWh",
  usd: "USD",
  eur: "EUR",
  gbp: "GBP",
  cny: "CNY",
  rmb: "CNY",
  pct: "%",
  percent: "%",
  元: "元",
  万元: "万元",
  亿元: "亿元",
  件: "件",
  人: "人",
  岁: "岁",
  克: "克",
  千克: "千克",
  公斤: "公斤",
  厘米: "厘米",
  毫米: "毫米",
};

const BRACKETED = /^(.*\S)\s*[（([【]\s*([^）)\]】\d][^）)\]】]{0,11})\s*[）)\]】]\s*$/u;
const LAST_WORD = /^(.*[^\s_.-])[\s_.-]+([^\s_.-]+)$/u;

/** A column's name without the unit it ends with, and that unit: `body_mass_g` is `body_mass` in g. */
export function splitUnit(name: string): { bare: string; unit?: string } {
  const bracketed = BRACKETED.exec(name);
  if (bracketed !== null) return { bare: bracketed[1] ?? name, unit: (bracketed[2] ?? "").trim() };
  const [, bare, last = ""] = LAST_WORD.exec(name) ?? [];
  const unit = UNITS[last.toLowerCase()];
  return bare === undefined || unit === undefined ? { bare: name } : { bare, unit };
}

/** One Latin word in the form in which a name and a question are compared: lower case, singular. */
export function stem(word: string): string {
  const lower = word.toLowerCase();
  if (lower.length > 4 && lower.endsWith("ies")) return `${lower.slice(0, -3)}y`;
  if (lower.length > 4 && /(?:s|x|ch|sh)es$/.test(lower)) return lower.slice(0, -2);
  if (lower.length > 3 && /[^su i]s$/.test(lower)) return lower.slice(0, -1);
  return lower;
}

/** The Latin words of a name, split at underscores, blanks and capitals. */
export function latinWords(name: string): string[] {
  const spaced = name.replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2");
  return (spaced.match(/[\p{Script=Latin}\d]+/gu) ?? []).map(stem);
}

/** The Chinese characters of a name, joined. */
export function hanText(name: string): string {
  return (name.match(/\p{Script=Han}+/gu) ?? []).join("");
}
