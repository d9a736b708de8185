import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The beginning of a box's `/etc/hosts`. */
export const systemHosts = "127.0.0.1 localhost e2b\n::1 localhost\n";

/** The few files in a box's `/etc` that are not the host's. */
export const systemFiles: Readonly<Record<string, string>> = {
  passwd: "root:x:0:0:root:/root:/usr/sbin/nologin\nuser:x:1000:1000:user:/home/user:/bin/bash\n",
  group: "root:x:0:\nuser:x:1000:\n",
  "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
};

export async function writeSystemFiles(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o755 });
  for (const [name, text] of Object.entries(systemFiles))
    await writeFile(join(folder, name), text, { mode: 0o644 });
}
