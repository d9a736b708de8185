import type { Request } from "express";
import type { Box } from "../box/types.ts";

/** The sandbox that a request is for. */
export interface EnvdSession {
  readonly box: Box;
  /** The sandbox's own variables, for `/envs`. */
  readonly envs: Readonly<Record<string, string>>;
  readonly accessToken: string;
}

export type SessionOf = (request: Request) => EnvdSession;
