import { AnalystError } from "../../../tools/errors.ts";
import { keyPart } from "../stores/storage-key.ts";
import type { ByteStore } from "../stores/byte-store.ts";
import type { LinkTarget } from "./link-token.ts";

type Linked = Pick<LinkTarget, "owner" | "fileId">;

/** Which links have ended before their time. */
export interface Revocations {
  /** Ends all links of a file that were issued until now. */
  revoke(linked: Linked, now: number): Promise<void>;
  isRevoked(target: LinkTarget): Promise<boolean>;
}

function markOf({ owner, fileId }: Linked): string {
  const tenant = owner.tenantId === undefined ? "" : `t/${keyPart(owner.tenantId)}/`;
  return `${tenant}revoked-links/${keyPart(owner.userId)}/${keyPart(fileId)}`;
}

/** Beside the files themselves: every server that can give out a file sees the mark too. */
export function createRevocations(bytes: ByteStore): Revocations {
  return {
    async revoke(linked, now) {
      const body = new Blob([String(now)]).stream();
      await bytes.put(markOf(linked), body, "text/plain");
    },
    async isRevoked(target) {
      try {
        const mark = await new Response(await bytes.read(markOf(target))).text();
        const until = Number(mark);
        return !Number.isFinite(until) || target.issuedAt <= until;
      } catch (error) {
        if (AnalystError.isInstance(error) && error.code === "file_not_found") return false;
        throw error;
      }
    },
  };
}
