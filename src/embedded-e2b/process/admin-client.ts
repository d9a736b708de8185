import { z } from "zod";
import { ADMIN_PATH } from "../control/admin-router.ts";
import type { LockFile } from "./lock-file.ts";

const Status = z.object({ pid: z.number(), fingerprint: z.string(), sandboxes: z.number() });
export type ServerStatus = z.infer<typeof Status>;

const ANSWER_WITHIN_MS = 3000;

/** Asks the server that a lock file names; undefined when it is not there, or is another program. */
export async function askStatus(lock: LockFile): Promise<ServerStatus | undefined> {
  const response = await call(lock, "GET", ADMIN_PATH);
  if (response?.ok !== true) return undefined;
  return Status.safeParse(await response.json().catch(() => undefined)).data;
}

/** Asks a server to end; false when it has sandboxes and therefore stays. */
export async function askToStop(lock: LockFile): Promise<boolean> {
  return (await call(lock, "POST", `${ADMIN_PATH}/stop`))?.ok === true;
}

async function call(lock: LockFile, method: string, path: string): Promise<Response | undefined> {
  try {
    return await fetch(`http://127.0.0.1:${lock.port}${path}`, {
      method,
      headers: { "X-API-KEY": lock.apiKey },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  } catch {
    return undefined;
  }
}
