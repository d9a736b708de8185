import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { AnalystError } from "../../tools/errors.ts";
import { KEY_FORMAT } from "./keyring.ts";

/** 64 hexadecimal digits. */
export const makeKeyDigits = () => randomBytes(32).toString("hex");

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === "ENOENT";

const unusable = (file: string, cause?: unknown) =>
  new AnalystError(
    "state_unusable",
    {
      en: `The key file ${file} cannot be used: it must be readable and hold one key of 64 hexadecimal digits per line. Restore it, or set CREDS_KEY.`,
      zh: `密钥文件 ${file} 无法使用：它必须可读，且每行是一个 64 位十六进制密钥。请恢复该文件，或设置 CREDS_KEY。`,
    },
    { cause },
  );

/** The keys of the file, the newest first; none when there is no file. Raises `state_unusable`. */
export async function readKeyFile(file: string): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw unusable(file, cause);
  }
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0 || !lines.every((line) => KEY_FORMAT.test(line))) throw unusable(file);
  return lines;
}

/** Whole on the disk under another name before it takes its place, for its owner alone. */
async function writeBeside(file: string, keys: readonly string[]): Promise<string> {
  const beside = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(beside, "wx", 0o600);
  try {
    await handle.writeFile(`${keys.join("\n")}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return beside;
}

/** Makes the file with a first key; when another process was faster, that one's keys hold. */
export async function makeKeyFile(file: string): Promise<string[]> {
  const beside = await writeBeside(file, [makeKeyDigits()]).catch((cause: unknown) => {
    throw unusable(file, cause);
  });
  try {
    await link(beside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw unusable(file, error);
  } finally {
    await rm(beside, { force: true });
  }
  return readKeyFile(file);
}

/** Replaces the keys at once: who reads sees the old ones or the new ones. */
export async function writeKeyFile(file: string, keys: readonly string[]): Promise<void> {
  await rename(await writeBeside(file, keys), file);
}
