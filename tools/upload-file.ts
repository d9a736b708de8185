import { z } from "zod";
import { AnalystError } from "./errors.ts";
import { hashInSandbox } from "./files/hash-in-sandbox.ts";
import { readableSize } from "./files/readable-size.ts";
import type { Observation } from "./observation.ts";
import type { StoredFile } from "./ports/file-store.ts";
import { WORKING_FOLDER } from "./ports/sandbox.ts";
import type { ToolContext } from "./tool-context.ts";
import { done, refusing } from "./tool-outcome.ts";

/** Declaration, check and type of a `upload_file` call. */
export const UploadFileArgs = z
  .object({
    file: z.string().min(1).describe("The name of the stored file."),
    path: z
      .string()
      .min(1)
      .optional()
      .describe("Where it goes; by default its own name in /home/user."),
  })
  .describe(
    "Puts a stored file of this conversation (one the user gave, or one that was made earlier) into the sandbox. The user's files are there already; use it for one that is missing.",
  );

export type UploadFileArgs = z.output<typeof UploadFileArgs>;

/** By name, the newest first; people's names win over ids, which the model seldom sees. */
async function findStored(wanted: string, context: ToolContext): Promise<StoredFile> {
  const { store, threadId, caller } = context;
  const files = await store.list(caller, threadId);
  const found = files.findLast(({ name }) => name === wanted) ?? (await store.find(caller, wanted));
  if (found !== undefined) return found;
  const names = files.map(({ name }) => name).join(", ");
  throw new AnalystError("file_not_found", {
    en: `There is no stored file ${wanted}. Stored files: ${names === "" ? "none" : names}.`,
    zh: `没有名为 ${wanted} 的已存文件。已有文件：${names === "" ? "无" : names}。`,
  });
}

/** Copies a stored file into the sandbox, never over something else that is there. */
export async function uploadFile(args: UploadFileArgs, context: ToolContext): Promise<Observation> {
  return refusing(async () => {
    const file = await findStored(args.file, context);
    const path = args.path ?? `${WORKING_FOLDER}/${file.name}`;
    const { files } = context.sandbox;
    const present = await files.stat(path);
    const text = `${path} (${readableSize(file.size)})`;
    if (present === undefined) {
      await files.write(path, await context.store.read(context.caller, file.id));
      return done(text);
    }
    const same =
      present.type === "file" &&
      present.size === file.size &&
      (await hashInSandbox(context.sandbox, present.path)) === file.sha256;
    if (same) return done(text);
    throw new AnalystError("file_unusable", {
      en: `${path} is there already with other content and was not overwritten. Choose another path.`,
      zh: `${path} 已存在且内容不同，未覆盖。请换一个路径。`,
    });
  });
}
