import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import type { Request } from "express";
import type { ForkRouterOptions, ForkUser } from "./options.ts";

const PATH = "/api/e2b-assistants";

export const userOf = (request: Request): ForkUser | undefined =>
  (request as { user?: ForkUser }).user;

/** What is no Latin-1 goes as base64. */
const headerValue = (text: string) =>
  /^[\x20-\x7e]*$/.test(text) ? text : `b64:${Buffer.from(text).toString("base64")}`;

export type Upstream = ReturnType<typeof createUpstream>;

/** The data analyst's server, asked for one user. */
export function createUpstream({ url, key }: Pick<ForkRouterOptions, "url" | "key">) {
  const base = `${url.replace(/\/+$/, "")}${PATH}`;
  const headersOf = (request: Request): Record<string, string> => {
    const { id, role = "", groups = [] } = userOf(request) ?? { id: "" };
    const language = request.headers["accept-language"];
    return {
      authorization: `Bearer ${key}`,
      "x-librechat-user-id": headerValue(id),
      ...(role === "" ? {} : { "x-librechat-user-role": headerValue(role) }),
      ...(groups.length === 0 ? {} : { "x-librechat-user-groups": headerValue(groups.join(",")) }),
      ...(language === undefined ? {} : { "accept-language": language }),
    };
  };
  return {
    async json(request: Request, path: string, method: string, body?: unknown): Promise<Response> {
      return fetch(base + path, {
        method,
        headers: { ...headersOf(request), "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    },
    /** A body as it comes. */
    async raw(
      request: Request,
      path: string,
      method: string,
      body: Readable,
      type: string,
    ): Promise<Response> {
      const init = { method, headers: { ...headersOf(request), "content-type": type }, body };
      return fetch(base + path, { ...init, duplex: "half" } as unknown as RequestInit);
    },
    /** Puts a file there; its id there. */
    async upload(request: Request, name: string, body: Readable): Promise<string> {
      const boundary = randomUUID();
      const answer = await fetch(`${base}/files`, {
        method: "POST",
        headers: {
          ...headersOf(request),
          "content-type": `multipart/form-data; boundary=${boundary}`,
        },
        body: Readable.from(formOf(boundary, name, body)),
        duplex: "half",
      } as unknown as RequestInit);
      if (!answer.ok)
        throw Object.assign(new Error(await answer.text()), { status: answer.status });
      return ((await answer.json()) as { file_id: string }).file_id;
    },
  };
}

/** A form with one file, piece by piece. */
async function* formOf(boundary: string, name: string, body: Readable): AsyncGenerator<Uint8Array> {
  const shown = name.replaceAll(/[\r\n]/g, "_").replaceAll('"', "%22");
  yield Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${shown}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
  yield* body as AsyncIterable<Uint8Array>;
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}
