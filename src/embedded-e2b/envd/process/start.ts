import type { z } from "zod";
import type { ServerStream } from "../rpc/server-stream.ts";
import type { EnvdSession } from "../session.ts";
import { startLiveProcess } from "./live-process.ts";
import type { startSchema } from "./schemas.ts";
import { tableOf } from "./table.ts";

/**
 * Starts a process and streams what it says. A client that goes away leaves it running; its deadline
 * does not: then the whole process group ends, children included.
 */
export async function startProcess(
  { process: { cmd, args, envs, cwd }, pty, tag, stdin }: z.infer<typeof startSchema>,
  { box }: EnvdSession,
  stream: ServerStream,
): Promise<void> {
  const spec = { command: cmd, args, envs, cwd, pty: pty?.size, tag, stdin };
  const started = await startLiveProcess(box, spec, stream);
  tableOf(box).add(started);
  if (stream.deadlineMs === undefined) return;
  // The stream ends by itself then.
  const timer = setTimeout(() => void started.process.signal("SIGKILL"), stream.deadlineMs);
  void started.ended.then(() => clearTimeout(timer));
}
