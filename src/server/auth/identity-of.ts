import type { Response } from "express";
import type { Caller } from "../../../tools/ports/caller.ts";
import type { Identity } from "./authenticate.ts";

export const identityOf = ({ locals }: Response): Identity => locals["identity"] as Identity;

export const callerOf = (response: Response): Caller => identityOf(response).caller;
