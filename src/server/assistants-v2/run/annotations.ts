import type { Artifact } from "../../../../graphs/analyst/artifact.ts";
import { toFileId } from "../ids.ts";
import type { Annotation } from "../objects/message-object.ts";

/** Where hosted assistants keep files: clients look for this in the text. */
const FOLDER = "sandbox:/mnt/data/";

/** The address of a file in a text; its name stays readable, but for what would end the link. */
export function sandboxLink({ name }: Pick<Artifact, "name">): string {
  return (
    FOLDER +
    name.replaceAll(/[\s()<>[\]\\%]/g, (letter) =>
      encodeURIComponent(letter).replace("(", "%28").replace(")", "%29"),
    )
  );
}

const LINK = /\]\((sandbox:\/mnt\/data\/[^()\s]+)\)/g;

/** The links of a text to known files, by their places in UTF-16 units. */
export function annotate(text: string, artifacts: ReadonlyMap<string, Artifact>): Annotation[] {
  return [...text.matchAll(LINK)].flatMap((found) => {
    const [, link = ""] = found;
    const artifact = artifacts.get(link);
    if (artifact === undefined) return [];
    const start = found.index + "](".length;
    return {
      type: "file_path" as const,
      text: link,
      start_index: start,
      end_index: start + link.length,
      file_path: { file_id: toFileId(artifact.id) },
    };
  });
}
