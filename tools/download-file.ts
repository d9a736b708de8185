import { z } from "zod";
import { AnalystError } from "./errors.ts";
import { safeFileName } from "./files/file-name.ts";
import { mimeType } from "./files/mime-type.ts";
import { readableSize } from "./files/readable-size.ts";
import type { Observation, ToolArtifact } from "./observation.ts";
import type { ToolContext } from "./tool-context.ts";
import { done, refusing } from "./tool-outcome.ts";

/** Declaration, check and type of a `download_file` call. */
export const DownloadFileArgs = z
  .object({
    path: z.string().min(1).describe("The file; a relative path starts in /home/user."),
  })
  .describe(
    "Hands a file of the sandbox to the user (a table, a model, a report). Charts that a cell showed reach the user without it. The user sees the file by its name: never write a link or a path for it.",
  );

export type DownloadFileArgs = z.output<typeof DownloadFileArgs>;

/** Stores a file of the sandbox outside, for the user. */
export async function downloadFile(
  args: DownloadFileArgs,
  context: ToolContext,
): Promise<Observation> {
  return refusing(async () => {
    const { sandbox, store, caller, threadId, on } = context;
    const entry = await sandbox.files.stat(args.path);
    if (entry === undefined) {
      throw new AnalystError("file_not_found", {
        en: `There is no file ${args.path} in the sandbox; list_files shows what is there.`,
        zh: `沙箱中没有文件 ${args.path}；可用 list_files 查看现有文件。`,
      });
    }
    if (entry.type === "dir") {
      throw new AnalystError("file_unusable", {
        en: `${args.path} is a folder; pack it into one file first (shutil.make_archive).`,
        zh: `${args.path} 是文件夹；请先打包成一个文件（shutil.make_archive）。`,
      });
    }
    const name = safeFileName(entry.name);
    const body = await sandbox.files.read(entry.path);
    const file = await store.put(caller, { name, mime: mimeType(name), threadId }, body);
    const artifact: ToolArtifact = { ...file, kind: "file" };
    on?.artifact?.(artifact);
    return done(`${artifact.name} (${readableSize(artifact.size)})`, [artifact]);
  });
}
