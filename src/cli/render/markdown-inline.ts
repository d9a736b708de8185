import type { Language } from "../../../tools/words.ts";
import type { Style } from "./style.ts";

/** Code first, since nothing counts inside it; then images, links, bold, italic, struck text. */
const INLINE =
  /(`+)(.+?)\1(?!`)|!\[([^\]]*)\]\(([^)\s]*)[^)]*\)|\[([^\]]+)\]\(([^)\s]*)[^)]*\)|\*\*(?=\S)(.+?)\*\*|__(?=\S)(.+?)__|(?<![\w*])\*(?=\S)([^*]+?)\*(?![\w*])|~~(.+?)~~|\\([!-/:-@[-`{-~])/g;

/** One line's bold, italic, code, links and pictures. */
export function renderInline(text: string, style: Style, language: Language): string {
  return text.replaceAll(INLINE, (whole: string, ...groups: (string | undefined)[]) => {
    const [, code, alt, picture, label, link, bold, bold2, italic, struck, escaped] = groups;
    const inner = (part: string) => renderInline(part, style, language);
    if (code !== undefined) return style.code(code.trim());
    if (picture !== undefined) return pictureText(alt ?? "", picture, style, language);
    if (label !== undefined) return linkText(inner(label), link ?? "", style);
    if (bold !== undefined || bold2 !== undefined) return style.bold(inner(bold ?? bold2 ?? ""));
    if (italic !== undefined) return style.italic(inner(italic));
    if (struck !== undefined) return style.dim(inner(struck));
    return escaped ?? whole;
  });
}

function pictureText(alt: string, target: string, style: Style, language: Language): string {
  const word = language === "zh" ? "图" : "picture";
  const label = [alt, target].filter((part) => part !== "").join(" → ");
  return style.dim(`[${word}: ${label}]`);
}

function linkText(label: string, target: string, style: Style): string {
  return target === "" || target === label ? label : `${label} ${style.dim(`(${target})`)}`;
}
