import type { ResultLine } from "./events.ts";

/** Which field of a result line carries which MIME type. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ["text/plain", "text"],
  ["text/html", "html"],
  ["text/markdown", "markdown"],
  ["image/svg+xml", "svg"],
  ["image/png", "png"],
  ["image/jpeg", "jpeg"],
  ["application/pdf", "pdf"],
  ["text/latex", "latex"],
  ["application/json", "json"],
  ["application/javascript", "javascript"],
  ["e2b/data", "data"],
  ["e2b/chart", "chart"],
]);

/** Turns a kernel's MIME bundle into a result line. */
export function resultLine(
  bundle: Readonly<Record<string, unknown>>,
  isMain: boolean,
  display: { displayId?: string; isUpdate?: boolean } = {},
): ResultLine {
  const known: Record<string, unknown> = {};
  const extra: Record<string, unknown> = {};
  for (const [mime, value] of Object.entries(bundle)) {
    const field = FIELDS.get(mime);
    if (field === undefined) extra[mime] = value;
    else known[field] = field === "text" ? unquoted(value) : value;
  }
  return {
    // The JavaScript SDK hides the line's own `extra`, but shows top-level keys it does not know.
    ...extra,
    ...known,
    type: "result",
    extra,
    is_main_result: isMain,
    ...(display.displayId === undefined ? {} : { display_id: display.displayId }),
    ...(display.isUpdate === true ? { is_update: true } : {}),
  };
}

/** E2B shows the value of a string without its quotes. */
function unquoted(value: unknown): unknown {
  if (typeof value !== "string" || value.length < 2) return value;
  const quote = value[0];
  return (quote === "'" || quote === '"') && value.endsWith(quote) ? value.slice(1, -1) : value;
}
