/** What becomes of one link or picture; the whole of it in Markdown. */
export type RewriteLink = (link: {
  readonly isPicture: boolean;
  readonly label: string;
  readonly target: string;
}) => string | undefined;

const LINK =
  /^(?<mark>!?)\[(?<label>(?:[^[\]\\]|\\.){0,300})\]\(\s*<?(?<target>(?:[^()<>\n]|\([^()\n]*\)){0,1000}?)>?(?:\s+"[^"\n]*")?\s*\)/;
/** What may still become a link when more text comes. */
const MAYBE =
  /^!?(?:$|\[(?:[^[\]\\\n]|\\.?){0,300}(?:$|\](?:$|\((?:[^()\n]|\([^()\n]*\)?){0,1000}$)))/;

/**
 * Rewrites links of Markdown that comes in pieces. Only what may be the beginning of a link is held
 * back; code is let through as it is.
 */
export class LinkRewriter {
  readonly #rewrite: RewriteLink;
  #held = "";
  /** The back-ticks that opened the code we are in; empty outside. */
  #code = "";

  constructor(rewrite: RewriteLink) {
    this.#rewrite = rewrite;
  }

  push(text: string): string {
    this.#held += text;
    return this.#take(false);
  }

  /** What was held back. */
  end(): string {
    const rest = this.#take(true);
    this.#code = "";
    return rest;
  }

  #take(isEnd: boolean): string {
    const out: string[] = [];
    while (this.#held !== "") {
      const piece = this.#code === "" ? this.#nextText(isEnd) : this.#nextCode(isEnd);
      if (piece === undefined) break;
      out.push(piece);
    }
    return out.join("");
  }

  #cut(length: number): string {
    const piece = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    return piece;
  }

  /** Up to the next mark that may begin something, or that something; undefined: wait for more. */
  #nextText(isEnd: boolean): string | undefined {
    const at = this.#held.search(/[`[]|!(?:\[|$)/);
    if (at !== 0) return this.#cut(at < 0 ? this.#held.length : at);
    const [ticks = ""] = /^`+/.exec(this.#held) ?? [];
    if (ticks !== "") {
      if (ticks.length === this.#held.length && !isEnd) return undefined;
      this.#code = ticks;
      return this.#cut(ticks.length);
    }
    const found = LINK.exec(this.#held);
    if (found?.groups !== undefined) {
      const { mark, label = "", target = "" } = found.groups;
      const whole = this.#cut(found[0].length);
      return this.#rewrite({ isPicture: mark === "!", label, target: target.trim() }) ?? whole;
    }
    if (!isEnd && MAYBE.test(this.#held)) return undefined;
    return this.#cut(1);
  }

  #nextCode(isEnd: boolean): string | undefined {
    const isBlock = this.#code.length >= 3;
    const runs = /`+|\n\s*\n/g;
    for (let found = runs.exec(this.#held); found !== null; found = runs.exec(this.#held)) {
      const [run] = found;
      const end = found.index + run.length;
      // A run at the end of what there is may still grow.
      if (run.startsWith("`") && end === this.#held.length && !isEnd)
        return found.index === 0 ? undefined : this.#cut(found.index);
      const closes = run.startsWith("`")
        ? isBlock
          ? run.length >= this.#code.length
          : run.length === this.#code.length
        : // Code within a line does not go beyond its paragraph.
          !isBlock;
      if (!closes) continue;
      this.#code = "";
      return this.#cut(end);
    }
    const line = this.#held.lastIndexOf("\n");
    // It may be the end of the paragraph.
    if (!isBlock && !isEnd && line >= 0 && this.#held.slice(line).trim() === "")
      return line === 0 ? undefined : this.#cut(line);
    return this.#cut(this.#held.length);
  }
}
