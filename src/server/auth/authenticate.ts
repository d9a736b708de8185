import type { Request } from "express";
import { AnalystError } from "../../../tools/errors.ts";
import { localCaller, type Caller } from "../../../tools/ports/caller.ts";
import type { Config } from "../../config.ts";
import type { ApiKeys } from "../keys/api-keys.ts";
import { hostName, isLoopback } from "./loopback.ts";
import { callerOf } from "./user-headers.ts";

/** Who a request is from. */
export interface Identity {
  readonly caller: Caller;
  /** The name of the key; absent where none is needed. */
  readonly keyName?: string;
}

const refused = () =>
  new AnalystError("key_invalid", {
    en: "The API key is missing or not valid. Send it as “Authorization: Bearer …”.",
    zh: "API 密钥缺失或无效。请以 “Authorization: Bearer …” 的形式发送。",
  });

/** The key of a request, as OpenAI's and Azure's clients send it. */
function keyOf({ headers }: Pick<Request, "headers">): string | undefined {
  const [, bearer] = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? "") ?? [];
  const other = headers["api-key"];
  return bearer ?? (typeof other === "string" ? other : undefined);
}

/**
 * Says who asks. Without any key in the installation everybody on this machine is its one user; who
 * comes by another name than this machine's, as a page in a browser can, is refused. What headers
 * say of a user counts only together with a valid key. Raises `key_invalid`.
 */
export function createAuthenticator(keys: ApiKeys, config: Config) {
  const isOpen = isLoopback(config.env.SERVER_HOST);
  return async (request: Pick<Request, "headers">): Promise<Identity> => {
    const given = keyOf(request);
    const record = given === undefined ? undefined : await keys.check(given);
    if (record !== undefined)
      return { caller: callerOf(request.headers, record, config.env), keyName: record.name };
    const isLocal = isOpen && isLoopback(hostName(request.headers.host ?? ""));
    if (!isLocal || (await keys.wereMade())) throw refused();
    return { caller: localCaller };
  };
}

export type Authenticate = ReturnType<typeof createAuthenticator>;
