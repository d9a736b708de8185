import { randomBytes } from "node:crypto";
import { BUILT_IN_ID } from "../../assistants/built-in.ts";
import { AnalystError } from "../../../tools/errors.ts";

const PREFIX = { thread: "thread", message: "msg", run: "run", step: "step" } as const;

export type IdKind = keyof typeof PREFIX;

let last = 0;
let count = 0;

/**
 * An id that nobody can guess and that sorts by when it was made, across kinds by `placeOf`. Those of
 * one process never share a place.
 */
export function newId(kind: IdKind, now = Date.now()): string {
  count = now > last ? 0 : count + 1;
  last = Math.max(last, now);
  const place = last.toString(16).padStart(12, "0") + count.toString(16).padStart(4, "0");
  return `${PREFIX[kind]}_${place}${randomBytes(8).toString("hex")}`;
}

/** What of an id says when it was made. */
export const placeOf = (id: string): string => id.slice(id.indexOf("_") + 1);

/** Clients tell kinds of ids by their beginning. */
const FILE = "file-";
export const toFileId = (id: string): string => `${FILE}${id}`;
export const fromFileId = (id: string): string =>
  id.startsWith(FILE) ? id.slice(FILE.length) : id;

const ASSISTANT = "asst_";
export const toAssistantId = (id: string): string => (id === BUILT_IN_ID ? ASSISTANT + id : id);
export const fromAssistantId = (id: string): string =>
  id === ASSISTANT + BUILT_IN_ID ? BUILT_IN_ID : id;

export const notFound = (what: { en: string; zh: string }, id: string) =>
  new AnalystError("not_found", {
    en: `There is no ${what.en} ${id.slice(0, 100)}.`,
    zh: `没有${what.zh} ${id.slice(0, 100)}。`,
  });

export const toSeconds = (time: Date | number): number => Math.floor(Number(time) / 1000);
