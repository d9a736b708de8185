import type { KernelClient } from "./client.ts";
import type { KernelMessage } from "./message.ts";
import { ExecuteReplyContent } from "./schemas.ts";

export interface ExecuteRequest {
  readonly code: string;
  /** Not counted, not shown, not part of the history. */
  readonly silent?: boolean;
  /** Python expressions evaluated after the code; their texts come back in the reply. */
  readonly expressions?: Readonly<Record<string, string>>;
}

export interface ExecuteReply {
  readonly ok: boolean;
  /** The code asked the kernel to end (`exit()`). */
  readonly exits: boolean;
  readonly expressions: Readonly<Record<string, string>>;
}

/** A kernel answers `aborted` to what it finds queued behind an error; asking again runs it. */
const MAX_ABORTED = 20;

/** Runs code in a kernel and resolves once the kernel is idle again. */
export async function execute(
  client: KernelClient,
  request: ExecuteRequest,
  onOutput?: (message: KernelMessage) => void,
): Promise<ExecuteReply> {
  const content = {
    code: request.code,
    silent: request.silent ?? false,
    store_history: !(request.silent ?? false),
    user_expressions: request.expressions ?? {},
    allow_stdin: false,
    stop_on_error: false,
  };
  for (let attempt = 0; ; attempt += 1) {
    const answer = await client.request("shell", "execute_request", content, onOutput);
    const reply = ExecuteReplyContent.safeParse(answer);
    if (reply.data?.status === "aborted" && attempt < MAX_ABORTED) continue;
    return {
      ok: reply.data?.status === "ok",
      exits: (reply.data?.payload ?? []).some(
        (payload) => payload.source === "ask_exit" && payload.keepkernel !== true,
      ),
      expressions: textsOf(reply.data?.user_expressions),
    };
  }
}

function textsOf(
  expressions: Readonly<Record<string, { data?: Record<string, unknown> }>> = {},
): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, { data }] of Object.entries(expressions)) {
    const text = data?.["text/plain"];
    if (typeof text === "string") texts[name] = text;
  }
  return texts;
}
