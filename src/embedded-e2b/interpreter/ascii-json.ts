const BEYOND_ASCII = /[\u007f-\uffff]+/g;

/**
 * JSON in pure ASCII on one line: the SDK decodes each network chunk for itself, so a character of
 * several bytes would break where two chunks meet.
 */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(BEYOND_ASCII, escapeAll);
}

function escapeAll(run: string): string {
  let escaped = "";
  for (let index = 0; index < run.length; index += 1) {
    escaped += `\\u${run.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }
  return escaped;
}
