import type { DatasetProfile, TableProfile } from "../../../graphs/analyst/profile.ts";
import { literal } from "./python.ts";

const SHEET = /sheet_name\s*=\s*(?:None|\d+|"[^"]*"|'[^']*')/;

/** The Python expression that reads one table, from the profile's own hint. */
export function readExpression(dataset: DatasetProfile, table: TableProfile): string {
  const hint = (table.readHint ?? dataset.readHint).trim().replace(/^\w+\s*=(?!=)\s*/, "");
  if (hint === "" || /[\r\n]/.test(hint)) return plainRead(dataset, table);
  const ownHint = table.readHint !== undefined || dataset.tables.length < 2;
  if (ownHint || !hint.includes("read_excel")) return hint;
  const sheet = `sheet_name=${literal(table.name)}`;
  return SHEET.test(hint)
    ? hint.replace(SHEET, () => sheet)
    : hint.replace(/\)\s*$/, () => `, ${sheet})`);
}

function plainRead(dataset: DatasetProfile, table: TableProfile): string {
  const path = literal(dataset.path);
  if (/\.(?:xlsx?|xlsm|xlsb|ods)$/i.test(dataset.path))
    return `pd.read_excel(${path}, sheet_name=${literal(table.name)})`;
  return `pd.read_csv(${path}, encoding=${literal(dataset.encoding ?? "utf-8-sig")})`;
}
