import { z } from "zod";
import type { Caller } from "../../../tools/ports/caller.ts";

/** Absent and null are the same in a document. */
export const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

/** The filter for a caller's own documents; null finds the absent tenant too. */
export const ownedBy = ({ userId, tenantId }: Caller) => ({ userId, tenantId: tenantId ?? null });
