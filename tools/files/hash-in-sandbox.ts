import { createHash } from "node:crypto";
import type { Sandbox } from "../ports/sandbox.ts";

/** The sha256 of a file of the sandbox, lower-case hex, as a stream. */
export async function hashInSandbox({ files }: Sandbox, path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of await files.read(path)) hash.update(chunk);
  return hash.digest("hex");
}
