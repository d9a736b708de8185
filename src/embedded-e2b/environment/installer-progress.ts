import type { Words } from "../../../tools/words.ts";

/** What one of uv's own lines tells a person who waits, or undefined for a line not worth showing. */
export function installerProgress(line: string): Words | undefined {
  const [, what, size] = /^Downloading (\S+) \((.+)\)$/.exec(line) ?? [];
  if (what !== undefined && size !== undefined) {
    return { en: `downloading ${what} (${size})`, zh: `正在下载 ${what}（${size}）` };
  }
  // The longest part comes after this line, without one of its own.
  if (line.startsWith("Installed ")) return { en: "compiling", zh: "正在编译" };
  return undefined;
}
