import type { Caller } from "../../../tools/ports/caller.ts";
import type { Clock } from "../../../tools/ports/clock.ts";
import type { StoredFile } from "../../../tools/ports/file-store.ts";
import type { LinkKeys } from "./link-keys.ts";
import { readToken, signToken } from "./link-token.ts";
import type { Revocations } from "./revocations.ts";

/** Links to stored files that work without an account: whoever has one has the file. */
export interface FileLinks {
  /** The path below a server's address, `/d/TOKEN/NAME`. */
  pathOf(owner: Caller, file: Pick<StoredFile, "id" | "name">): Promise<string>;
  /** In whose name which file is read; undefined for every link that is not good. */
  open(token: string): Promise<{ readonly caller: Caller; readonly fileId: string } | undefined>;
  /** Ends all links that the file has now; a new one can be made. */
  revoke(owner: Caller, fileId: string): Promise<void>;
}

export interface FileLinkParts {
  /** Read at every use: another process may have rotated them. */
  readonly keys: () => Promise<LinkKeys>;
  readonly revocations: Revocations;
  readonly clock: Clock;
  /** Days that a link is good. */
  readonly days: number;
}

const DAY_MS = 24 * 3600 * 1000;

export function createFileLinks({ keys, revocations, clock, days }: FileLinkParts): FileLinks {
  return {
    async pathOf({ userId, tenantId }, { id, name }) {
      const target = { owner: { userId, tenantId }, fileId: id, issuedAt: clock.now() };
      const token = signToken(target, await keys());
      return `/d/${token}/${encodeURIComponent(name.toWellFormed())}`;
    },
    async open(token) {
      const target = readToken(token, await keys());
      if (target === undefined || clock.now() - target.issuedAt > days * DAY_MS) return undefined;
      if (await revocations.isRevoked(target)) return undefined;
      return { caller: { ...target.owner, isAdmin: false, groups: [] }, fileId: target.fileId };
    },
    async revoke({ userId, tenantId }, fileId) {
      await revocations.revoke({ owner: { userId, tenantId }, fileId }, clock.now());
    },
  };
}
