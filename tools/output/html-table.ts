const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

function decode(text: string): string {
  return text.replaceAll(/&(#x?[0-9a-f]{1,6}|[a-z]{2,6});/gi, (entity, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name.toLowerCase()] ?? entity;
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity;
  });
}

const plain = (html: string) =>
  decode(html.replaceAll(/<[^<>]*>/g, ""))
    .replaceAll(/\s+/g, " ")
    .trim();

/** One row: cells between bars; a cell over several columns is followed by blank ones. */
function rowText(row: string): string {
  const cells = row.split(/<t[hd](?=[\s>])/i).slice(1);
  const texts = cells.flatMap((cell) => {
    const open = cell.indexOf(">");
    const span = Number(/colspan\s*=\s*"?(\d{1,3})/i.exec(cell.slice(0, open))?.[1] ?? 1);
    const blanks = Array.from({ length: Math.max(0, span - 1) }, () => "");
    return [plain(cell.slice(open + 1)), ...blanks];
  });
  return texts.join(" | ");
}

/** Without style sheets and scripts. */
function withoutCode(html: string): string {
  const [first, ...rest] = html.split(/<(?=(?:style|script)[\s>])/i);
  return [first, ...rest.map((part) => /<\/(?:style|script)>(?<after>[^]*)/i.exec(part)?.[1])].join(
    "",
  );
}

/**
 * The tables of a piece of HTML as lines of text, with what stands around them ("1000 rows × 5
 * columns"). Undefined when there is no table. Shorter than the aligned text of a DataFrame, and
 * the only readable form of a styled one.
 */
export function htmlTableText(html: string): string | undefined {
  if (!/<table[\s>]/i.test(html)) return undefined;
  const lines = withoutCode(html)
    .split(/<\/?(?:tr|table|p|div|h\d|br)(?=[\s/>])[^<>]*>/i)
    .map((part) => {
      return /<t[hd][\s>]/i.test(part) ? rowText(part) : plain(part);
    });
  return lines.filter((line) => line !== "").join("\n");
}
