import type { CellResult } from "../ports/sandbox.ts";
import { htmlTableText } from "./html-table.ts";

const json = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));

/**
 * A result as text for the model, or undefined when it is only a picture: the `repr` of a figure
 * tells nothing.
 */
export function resultText(result: CellResult): string | undefined {
  if (result.images.length > 0) return undefined;
  const table = result.html === undefined ? undefined : htmlTableText(result.html);
  return table ?? result.markdown ?? result.text ?? result.latex ?? json(result.json);
}
