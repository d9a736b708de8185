import { createHash } from "node:crypto";
import { constants, createReadStream, createWriteStream } from "node:fs";
import { chmod, copyFile, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import type { Artifact } from "../../../graphs/analyst/events.ts";
import { numberedName, safeFileName } from "../../../tools/files/file-name.ts";

/** Enough for every run; beyond it something is wrong. */
const NAME_TRIES = 1000;

/**
 * Copies the artifacts of one run to a folder as they arrive. A name that is taken by another file
 * gets a number; the same content under the same name, as after asking twice, is left as it is.
 */
export class ArtifactSaver {
  readonly #folder: string;
  readonly #saved = new Map<string, Promise<string>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The path of the copy. An artifact that is announced twice is copied once. */
  save(artifact: Artifact): Promise<string> {
    const known = this.#saved.get(artifact.id);
    if (known !== undefined) return known;
    const saving = this.#copy(artifact);
    this.#saved.set(artifact.id, saving);
    return saving;
  }

  async #copy(artifact: Artifact): Promise<string> {
    await mkdir(this.#folder, { recursive: true });
    const name = safeFileName(artifact.name);
    for (let number = 1; number <= NAME_TRIES; number += 1) {
      const target = join(this.#folder, number === 1 ? name : numberedName(name, number));
      try {
        await transfer(artifact.url, target);
        return target;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        if (await isSame(target, artifact)) return target;
      }
    }
    throw new Error(`no free name for ${name} in ${this.#folder}`);
  }
}

/** Never over a file that is there. */
async function transfer(url: string, target: string): Promise<void> {
  if (!/^https?:/.test(url)) {
    const source = url.startsWith("file:") ? fileURLToPath(url) : url;
    await copyFile(source, target, constants.COPYFILE_EXCL);
    // The store's own files are read-only; a person's copy is like any other file of theirs.
    await chmod(target, 0o666 & ~process.umask());
    return;
  }
  const response = await fetch(url);
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
  await pipeline(Readable.fromWeb(response.body), createWriteStream(target, { flags: "wx" }));
}

async function isSame(path: string, artifact: Artifact): Promise<boolean> {
  const info = await stat(path);
  if (!info.isFile() || info.size !== artifact.size) return false;
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex") === artifact.sha256;
}
