import { z } from "zod";
import { AnalystError } from "./errors.ts";
import { readableSize } from "./files/readable-size.ts";
import type { Observation } from "./observation.ts";
import { WORKING_FOLDER, type FileEntry } from "./ports/sandbox.ts";
import type { ToolContext } from "./tool-context.ts";
import { done, refusing } from "./tool-outcome.ts";

/** Declaration, check and type of a `list_files` call. */
export const ListFilesArgs = z
  .object({
    path: z
      .string()
      .default(WORKING_FOLDER)
      .describe(`The folder; a relative path starts in ${WORKING_FOLDER}.`),
  })
  .describe(
    "Lists the files and folders of a folder in the sandbox with their sizes. Use it when you are not sure of a name.",
  );

export type ListFilesArgs = z.output<typeof ListFilesArgs>;

const MAX_ENTRIES = 200;

const line = (entry: FileEntry) =>
  entry.type === "dir" ? `${entry.name}/` : `${entry.name}  (${readableSize(entry.size)})`;

/** Lists one folder; hidden entries are left out, folders come first. */
export async function listFiles(args: ListFilesArgs, context: ToolContext): Promise<Observation> {
  return refusing(async () => {
    const { files } = context.sandbox;
    const folder = await files.stat(args.path);
    if (folder?.type !== "dir") {
      throw new AnalystError("file_not_found", {
        en: `There is no folder ${args.path} in the sandbox.`,
        zh: `沙箱中没有文件夹 ${args.path}。`,
      });
    }
    const entries = (await files.list(args.path, 1))
      .filter((entry) => !entry.name.startsWith("."))
      .toSorted((a, b) => a.type.localeCompare(b.type) || a.name.localeCompare(b.name));
    const lines = entries.slice(0, MAX_ENTRIES).map(line);
    if (entries.length > MAX_ENTRIES) lines.push(`… (+${entries.length - MAX_ENTRIES})`);
    return done(`${folder.path}: ${entries.length}\n${lines.join("\n")}`);
  });
}
