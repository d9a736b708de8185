import type { Sandbox } from "@e2b/code-interpreter";
import type { Connection } from "./running-server.ts";

export type Line = Readonly<Record<string, unknown>> & { readonly type: string };

/** Headers by which a request reaches the code interpreter of a sandbox. */
export function interpreterHeaders(sandbox: Sandbox): Record<string, string> {
  const { envdAccessToken } = sandbox as unknown as { envdAccessToken: string };
  return {
    "E2b-Sandbox-Id": sandbox.sandboxId,
    "E2b-Sandbox-Port": "49999",
    "X-Access-Token": envdAccessToken,
    "Content-Type": "application/json",
  };
}

/** Runs code without the SDK, to see the very lines. Aborting cuts the connection. */
export async function execute(
  { sandboxUrl }: Connection,
  sandbox: Sandbox,
  body: Record<string, unknown>,
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(`${sandboxUrl}/execute`, {
    method: "POST",
    headers: interpreterHeaders(sandbox),
    body: JSON.stringify(body),
    signal,
  });
}

/** The lines of an answer, as they come. */
export async function* linesOf(response: Response): AsyncGenerator<Line> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk as Uint8Array)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as Line;
  }
}
