import { z } from "zod";
import type { Caller } from "../../../tools/ports/caller.ts";

/** An absent value is NULL in the file. */
export const optionalText = z
  .string()
  .nullable()
  .transform((value) => value ?? undefined);

/** Times are milliseconds in the file. */
export const time = z.number().transform((value) => new Date(value));

/** JSON in a text column. */
export const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .nullable()
    .transform((value) => (value === null ? undefined : (JSON.parse(value) as unknown)))
    .pipe(schema);

/** To be followed by the values of `ownerOf`. */
export const OWNED = "user_id = ? AND tenant_id IS ?";

export const tenantOf = ({ tenantId }: Caller): string | null => tenantId ?? null;

export const ownerOf = (caller: Caller): [string, string | null] => [
  caller.userId,
  tenantOf(caller),
];

const TAKEN: ReadonlySet<unknown> = new Set([
  "SQLITE_CONSTRAINT_PRIMARYKEY",
  "SQLITE_CONSTRAINT_UNIQUE",
]);

export function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && TAKEN.has(error.code);
}
