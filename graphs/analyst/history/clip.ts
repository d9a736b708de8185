import { keepHead } from "../../../tools/output/cut-text.ts";
import { estimateTokens } from "./estimate-tokens.ts";

/** A cut goes by characters and the limit by tokens, so that one round can fall short. */
const ROUNDS = 4;
const MARK = " …";

/** The head of a text of about `tokens` at most, marked where it was cut. */
export function clip(text: string, tokens: number): string {
  let kept = text;
  let shown = text;
  for (let round = 0; round < ROUNDS; round++) {
    const cost = estimateTokens(shown);
    if (cost <= tokens) return shown;
    kept = keepHead(kept, Math.floor((kept.length * tokens * 0.95) / cost)).text;
    shown = `${kept.trimEnd()}${MARK}`;
  }
  return shown;
}

/** The same for what has to stand on one line. */
export function clipLine(text: string, tokens: number): string {
  return clip(text.replaceAll(/\s+/g, " ").trim(), tokens);
}
