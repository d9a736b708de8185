import { z } from "zod";

/** Who asks. Every repository and store call takes it: what is another user's is "not found". */
export const Caller = z.object({
  userId: z.string().min(1),
  /** LibreChat's tenant; absent where there is only one. */
  tenantId: z.string().optional(),
  isAdmin: z.boolean().default(false),
  groups: z.array(z.string()).default([]),
});

export type Caller = z.output<typeof Caller>;

/** The one user of a machine without a server. */
export const localCaller: Caller = { userId: "local", isAdmin: true, groups: [] };

/** One text per user over all tenants, for names of folders and marks of sandboxes. */
export const ownerKey = ({ userId, tenantId }: Caller): string =>
  tenantId === undefined ? userId : `${tenantId}/${userId}`;
