import type { Readable } from "node:stream";
import type { Request, RequestHandler } from "express";
import type { StoredMessage } from "./messages.ts";

/** Whom the fork's own authentication has found. */
export interface ForkUser {
  readonly id: string;
  readonly role?: string;
  readonly groups?: readonly unknown[];
}

export interface ForkRouterOptions {
  /** Of the data analyst's server, without a path. */
  readonly url: string;
  /** One of its API keys. */
  readonly key: string;
  /** Puts `user` on the request, or answers it. */
  readonly auth: RequestHandler;
  /** The fork's own functions, called as LibreChat calls them. */
  readonly saveConvo: (request: Request, convo: object, metadata: object) => Promise<unknown>;
  readonly saveMessage: (request: Request, message: object, metadata: object) => Promise<unknown>;
  readonly getMessages: (filter: object) => Promise<readonly StoredMessage[] | null | undefined>;
  /** Opens a file of the fork's own storage; absent: both share database and storage. */
  readonly openFile?: (
    request: Request,
    file: { readonly file_id: string },
  ) => Promise<{ readonly name: string; readonly body: Readable }>;
}
