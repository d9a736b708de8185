import type { Result } from "@e2b/code-interpreter";
import type { CellImage, CellResult } from "../../ports/sandbox.ts";

const hasKeys = (value: unknown) =>
  typeof value === "object" && value !== null && Object.keys(value).length > 0;

const decoded = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));

/** The same picture comes in several formats: one is enough, and everything shows a PNG. */
function imagesOf({ png, jpeg, svg }: Result): CellImage[] {
  if (png !== undefined) return [{ mime: "image/png", bytes: decoded(png) }];
  if (jpeg !== undefined) return [{ mime: "image/jpeg", bytes: decoded(jpeg) }];
  if (svg === undefined) return [];
  return [{ mime: "image/svg+xml", bytes: new TextEncoder().encode(svg) }];
}

/** A result of the SDK as the port's: pictures as bytes, nothing that only a browser understands. */
export function toCellResult(result: Result): CellResult {
  const { text, html, markdown, latex, data, chart } = result;
  const json: unknown = result.json;
  return {
    isMain: result.isMainResult,
    ...(text === undefined ? {} : { text }),
    ...(html === undefined ? {} : { html }),
    ...(markdown === undefined ? {} : { markdown }),
    ...(latex === undefined ? {} : { latex }),
    ...(json === undefined ? {} : { json }),
    ...(data === undefined ? {} : { data }),
    // An empty object is the kernel's word for a figure that it could not read.
    ...(hasKeys(chart) ? { chart } : {}),
    images: imagesOf(result),
  };
}

/** What the embedded server adds for `display(..., display_id=...)` and its updates. */
function displayOf(result: Result): { id?: unknown; isUpdate: boolean } {
  const extra = result.extra as Record<string, unknown> | undefined;
  return { id: extra?.display_id, isUpdate: extra?.is_update === true };
}

export interface ResultList {
  add(result: Result): CellResult;
  readonly results: readonly CellResult[];
}

/** Collects results; an update takes the place of what it updates. */
export function createResultList(): ResultList {
  const results: CellResult[] = [];
  const places = new Map<unknown, number>();
  return {
    results,
    add(result) {
      const converted = toCellResult(result);
      const { id, isUpdate } = displayOf(result);
      const place = isUpdate ? places.get(id) : undefined;
      if (place !== undefined) results[place] = converted;
      else {
        if (id !== undefined) places.set(id, results.length);
        results.push(converted);
      }
      return converted;
    },
  };
}
