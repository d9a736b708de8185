import { WORKING_FOLDER, type Sandbox } from "./ports/sandbox.ts";

/**
 * The absolute path of the working folder: `/home/user`, except where nothing isolates a sandbox and
 * its home is a folder of the host.
 */
export async function homeFolder(sandbox: Sandbox): Promise<string> {
  return (await sandbox.files.stat("."))?.path ?? WORKING_FOLDER;
}
