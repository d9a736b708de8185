/** A key of the server. Keys belong to the installation, not to a user: no caller is asked for. */
export interface ApiKeyRecord {
  /** The public part of the key, by which it is found. */
  readonly keyId: string;
  /** For people; unique among the keys that are valid. */
  readonly name: string;
  /** SHA-256 of the whole key, lower-case hex: the key itself is nowhere. */
  readonly hash: string;
  /** Who a request is from that names no user. */
  readonly userId: string;
  readonly createdAt: Date;
  readonly revokedAt?: Date;
}

/** The keys that open the server. */
export interface ApiKeyRecords {
  /** Raises `conflict` when a valid key has this name. */
  insert(record: Pick<ApiKeyRecord, "keyId" | "name" | "hash" | "userId">): Promise<ApiKeyRecord>;
  /** Undefined also for a revoked one. */
  find(keyId: string): Promise<ApiKeyRecord | undefined>;
  /** All, revoked ones too, the newest first. */
  list(): Promise<ApiKeyRecord[]>;
  /** False when no valid key has this name. */
  revoke(name: string): Promise<boolean>;
}
