import { createHash, randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { AnalystError } from "../../../tools/errors.ts";
import type { Clock } from "../../../tools/ports/clock.ts";
import { codeOf, isMissing } from "../store-errors.ts";

/** A key that signs links. */
export interface LinkKey {
  /** Names the key in a link, and tells nothing of it. */
  readonly id: string;
  readonly secret: string;
}

/** The first key signs; links of all of them are good. */
export type LinkKeys = readonly [LinkKey, ...LinkKey[]];

/** How long links of a replaced key stay good. */
const GRACE_MS = 30 * 24 * 3600 * 1000;

const KeyFile = z
  .array(z.object({ secret: z.string().min(32), replacedAt: z.number().optional() }))
  .min(1);
type KeyFile = z.infer<typeof KeyFile>;

export const toLinkKey = (secret: string): LinkKey => {
  const hash = createHash("sha256").update("e2b-data-analyst link key\0").update(secret);
  return { id: hash.digest("hex").slice(0, 12), secret };
};

const makeSecret = () => randomBytes(32).toString("hex");

const unusable = (file: string, cause: unknown) =>
  new AnalystError(
    "state_unusable",
    {
      en: `The key file ${file} cannot be used. Restore it, or remove it: all links given out so far then end.`,
      zh: `密钥文件 ${file} 无法使用。请恢复该文件；或将其删除，此前发出的所有链接将随之失效。`,
    },
    { cause },
  );

async function readKeys(file: string): Promise<KeyFile | undefined> {
  try {
    return KeyFile.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unusable(file, error);
  }
}

/** Whole on the disk under another name, for its owner alone, before `place` gives it its own. */
async function write(
  file: string,
  keys: KeyFile,
  place: (beside: string, file: string) => Promise<void>,
): Promise<void> {
  const beside = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(beside, "wx", 0o600);
    try {
      await handle.writeFile(JSON.stringify(keys));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await place(beside, file);
  } catch (error) {
    // Another process was faster: its key holds.
    if (codeOf(error) !== "EEXIST") throw unusable(file, error);
  } finally {
    await rm(beside, { force: true });
  }
}

const inGrace =
  (now: number) =>
  ({ replacedAt }: KeyFile[number]) =>
    replacedAt === undefined || now - replacedAt < GRACE_MS;

/** The keys of the state folder, made at the first use, without those whose grace is over. */
export async function openLinkKeys(file: string, clock: Clock): Promise<LinkKeys> {
  if ((await readKeys(file)) === undefined) await write(file, [{ secret: makeSecret() }], link);
  const kept = (await readKeys(file))?.filter(inGrace(clock.now())) ?? [];
  const [first, ...others] = kept.map(({ secret }) => toLinkKey(secret));
  if (first === undefined) throw unusable(file, undefined);
  return [first, ...others];
}

/** Signs with a new key from now on; links of the one before stay good for a month. */
export async function rotateLinkKeys(file: string, clock: Clock): Promise<void> {
  const now = clock.now();
  const old = ((await readKeys(file)) ?? []).filter(inGrace(now));
  const replaced = old.map((key) => ({ replacedAt: now, ...key }));
  await write(file, [{ secret: makeSecret() }, ...replaced], rename);
}
