import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { AnalystError } from "../../../tools/errors.ts";

const LockFile = z.object({
  pid: z.number().int().positive(),
  port: z.number().int().positive(),
  apiKey: z.string(),
  fingerprint: z.string(),
});
export type LockFile = z.infer<typeof LockFile>;

const pathOf = (folder: string) => join(folder, "server.json");

/** Makes the server's folder. Boxes of other users live below it, so they must be able to pass. */
export async function makeServerFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o711);
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

/** Writes the file that tells where the server is; only its owner may read the key in it. */
export async function writeLockFile(folder: string, content: LockFile): Promise<void> {
  const draft = `${pathOf(folder)}.${randomBytes(4).toString("hex")}`;
  try {
    await writeFile(draft, JSON.stringify(content), { mode: 0o600, flag: "wx" });
    await rename(draft, pathOf(folder));
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

/** Undefined when there is none, or when it is torn: then it says nothing about a server. */
export async function readLockFile(folder: string): Promise<LockFile | undefined> {
  try {
    return LockFile.parse(JSON.parse(await readFile(pathOf(folder), "utf8")));
  } catch (error) {
    if (isMissingOrTorn(error)) return undefined;
    throw unusable(folder, error);
  }
}

export async function removeLockFile(folder: string): Promise<void> {
  await rm(pathOf(folder), { force: true });
}

function isMissingOrTorn(error: unknown): boolean {
  if (error instanceof SyntaxError || error instanceof z.ZodError) return true;
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

export function unusable(folder: string, cause: unknown): AnalystError {
  const code = (cause as NodeJS.ErrnoException).code ?? "unknown";
  return new AnalystError(
    "state_unusable",
    {
      en: `The state folder ${folder} cannot be used (${code}). Make it writable, or set E2B_ANALYST_HOME to a folder that is.`,
      zh: `状态文件夹 ${folder} 无法使用（${code}）。请让它可写，或把 E2B_ANALYST_HOME 设为可写的文件夹。`,
    },
    { cause },
  );
}
