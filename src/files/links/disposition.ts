/** Pictures that a browser may show as a page of their own: they run nothing. SVG can. */
const SHOWN = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/** True when a file may be shown; everything else is saved. */
export const isShown = (mime: string): boolean => SHOWN.has(mime);

/** A `Content-Disposition`: the name in ASCII, and as it is in UTF-8 (RFC 5987). */
export function disposition(name: string, shown: boolean): string {
  const plain = name.replaceAll(/[^ !#-[\]-~]/g, "_");
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${shown ? "inline" : "attachment"}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
