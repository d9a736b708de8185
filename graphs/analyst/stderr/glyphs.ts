import type { Caveat } from "./verdict.ts";
import type { Entry } from "./split-entries.ts";

const GLYPH = /Glyph (\d{1,7}) .{0,200}missing from (?:font|current font)/;
const MAX_SHOWN = 20;

/** The character that an entry says no font of the chart has. */
export function missingGlyph(entry: Entry): string | undefined {
  const code = Number(GLYPH.exec(entry.text)?.[1]);
  return code > 0x1f && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** One caveat for all characters that a chart cannot show. */
export function glyphCaveat(glyphs: ReadonlySet<string>): Caveat {
  const shown = [...glyphs].slice(0, MAX_SHOWN).join("");
  const more = glyphs.size > MAX_SHOWN ? "…" : "";
  return {
    kind: "glyph_missing",
    words: {
      en: `A chart shows boxes instead of these characters, its font lacks them: ${shown}${more}`,
      zh: `图中以下字符显示为方框，所用字体没有这些字：${shown}${more}`,
    },
  };
}
