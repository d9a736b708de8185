/** Held while a run works on a thread. */
export interface Lease {
  release(): Promise<void>;
}

/** One run per thread at a time, over all processes that share the state. */
export interface Leases {
  /** Undefined when somebody else holds it. The holder's lease is renewed until released or dead. */
  acquire(threadId: string): Promise<Lease | undefined>;
}
