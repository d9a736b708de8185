import type { Request } from "express";

/** The query of a request on `/files`. A value that is there twice counts as absent. */
export interface FileQuery {
  readonly path: string | undefined;
  readonly username: string | undefined;
  readonly signature: string | undefined;
  /** Seconds since the epoch. */
  readonly expiration: string | undefined;
}

export function fileQuery({ query }: Request): FileQuery {
  const text = (name: string) => {
    const value: unknown = query[name];
    return typeof value === "string" ? value : undefined;
  };
  return {
    path: text("path"),
    username: text("username"),
    signature: text("signature"),
    expiration: text("signature_expiration"),
  };
}
