import { z } from "zod";
import { DatasetProfile } from "../../graphs/analyst/profile.ts";

const BLOCK = /```json dataset-profiles\r?\n([^]*?)\r?\n```/g;

/**
 * The datasets that a prompt describes in its fenced `dataset-profiles` block; the last block
 * counts. What does not fit the schema is left out instead of failing the run.
 */
export function readDatasetProfiles(prompt: string): DatasetProfile[] {
  const block = [...prompt.matchAll(BLOCK)].at(-1)?.[1];
  if (block === undefined) return [];
  const items = z.array(z.unknown()).safeParse(parseJson(block));
  return (items.data ?? []).flatMap((item) => DatasetProfile.safeParse(item).data ?? []);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
