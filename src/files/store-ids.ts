import { createHash, randomBytes } from "node:crypto";

/** A folder's name for an owner or a thread: readable where it is harmless, unique by a hash. */
export function folderKey(name: string): string {
  const readable = name.replaceAll(/[^a-zA-Z0-9]+/g, "-").slice(0, 24);
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 12);
  return `${readable.replaceAll(/^-+|-+$/g, "")}.${hash}`.replace(/^\./, "");
}

/** Thread's folder, time, count, chance: sorts by time within a thread, and tells where it lies. */
const ID = /^(?<thread>[a-zA-Z0-9-]*\.?[0-9a-f]{12})_[0-9a-z]{9}[0-9a-z]{4}[0-9a-f]{8}$/;

export const isFileId = (id: string) => ID.test(id);

export function threadKeyOf(id: string): string {
  return ID.exec(id)?.groups?.thread ?? "";
}

/** Makes ids; the count keeps files of the same millisecond in order. */
export function createIdMaker(): (threadKey: string) => string {
  let count = 0;
  return (threadKey) => {
    count = (count + 1) % 36 ** 4;
    const time = Date.now().toString(36).padStart(9, "0");
    const order = count.toString(36).padStart(4, "0");
    return `${threadKey}_${time}${order}${randomBytes(4).toString("hex")}`;
  };
}
