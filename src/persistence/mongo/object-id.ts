import { createHash } from "node:crypto";
import { Types } from "mongoose";

/** The first twelve bytes of a hash as an id: the same for the same text, on every machine. */
export const derivedId = (text: string): Types.ObjectId =>
  new Types.ObjectId(createHash("sha256").update(text).digest("hex").slice(0, 24));

/**
 * The user of a file as LibreChat's schema wants it. Its own users have ObjectIds; any other id, such
 * as `local`, becomes one by its hash, so that LibreChat never meets a user of the wrong type.
 */
export const userObjectId = (userId: string): Types.ObjectId =>
  /^[0-9a-f]{24}$/.test(userId) ? new Types.ObjectId(userId) : derivedId(`user:${userId}`);
