/** Bytes of UTF-8; file systems allow 255, and a counter may still be added. */
const MAX_BYTES = 240;

/** Names that Windows keeps for devices, whatever their ending. */
const RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/** Controls, marks that are not seen (some turn the writing direction), and what a file system trips over. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"|?*\\/]/gu;

/** What looks like a separator, and becomes one where somebody normalises names. */
const SLASH_LIKE = /[\u2044\u2215\u2216\u29f5\u29f8\u29f9\ufe68\uff0f\uff3c]/gu;

const bytes = (text: string) => Buffer.byteLength(text);

function shorten(text: string, limit: number): string {
  if (bytes(text) <= limit) return text;
  let size = 0;
  let end = 0;
  for (const character of text) {
    size += bytes(character);
    if (size > limit) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** `report.tar.gz` → `report.tar` and `.gz`; a long tail after a dot is not an ending. */
export function splitName(name: string): { stem: string; ending: string } {
  const dot = name.lastIndexOf(".");
  if (dot <= 0 || name.length - dot > 16) return { stem: name, ending: "" };
  return { stem: name.slice(0, dot), ending: name.slice(dot) };
}

/**
 * A name that is safe as a file of any system: the last part of a path, without tricks, at most 240
 * bytes, the ending kept. `fallback` stands in when nothing is left.
 */
export function safeFileName(name: string, fallback = "file"): string {
  const last =
    name
      .replace(/[\\/]+$/, "")
      .split(/[\\/]/)
      .at(-1) ?? "";
  const clean = last
    .toWellFormed()
    .normalize("NFC")
    .replaceAll(UNSAFE, "_")
    .replaceAll(SLASH_LIKE, "_")
    .replace(/^[\s.\u2024\u2025]+/, "")
    .replace(/[\s.\u2024\u2025]+$/, "");
  if (clean.replaceAll("_", "") === "") return fallback;
  return shortenName(RESERVED.test(clean) ? `_${clean}` : clean, MAX_BYTES);
}

/** At most so many bytes of UTF-8, the ending kept. */
export function shortenName(name: string, limit: number): string {
  const { stem, ending } = splitName(name);
  return `${shorten(stem, limit - bytes(ending)).trimEnd()}${ending}`;
}

/** `sales.csv` → `sales-2.csv`. */
export function numberedName(name: string, number: number): string {
  const { stem, ending } = splitName(name);
  return `${stem}-${number}${ending}`;
}
