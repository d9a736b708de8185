import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { connect, createServer } from "node:net";

/**
 * A name that one process of the machine can hold. It is a socket with an abstract name: the kernel
 * lets go of it together with the process, however that ends, so there are no stale locks.
 */
export interface HeldName {
  release(): void;
}

/** A name for one purpose in one folder. */
export function nameFor(folder: string, purpose: string): string {
  const hash = createHash("sha256").update(realpathSync(folder)).digest("hex").slice(0, 32);
  return `\0e2b-analyst-${hash}-${purpose}`;
}

/** Takes a name, or returns undefined when another process has it. */
export function holdName(name: string): Promise<HeldName | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<HeldName | undefined>();
  // Those who wait stay connected, and learn of the end by losing the connection.
  const waiting = new Set<{ destroy(): unknown }>();
  const server = createServer((socket) => {
    waiting.add(socket);
    socket.unref();
    socket.on("error", () => undefined);
    socket.once("close", () => waiting.delete(socket));
  });
  server.once("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE") resolve(undefined);
    else reject(error);
  });
  server.listen({ path: name }, () => {
    server.unref();
    resolve({
      release() {
        server.close();
        for (const socket of waiting) socket.destroy();
      },
    });
  });
  return promise;
}

/** Resolves when nobody holds a name any more; rejects when aborted before. */
export async function untilFree(name: string, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({ path: name });
  const onAbort = () => reject(signal?.reason as Error);
  signal?.addEventListener("abort", onAbort, { once: true });
  socket.on("error", () => undefined);
  socket.once("close", () => resolve());
  try {
    await promise;
  } finally {
    signal?.removeEventListener("abort", onAbort);
    socket.destroy();
  }
}

/** Takes a name, waiting for whoever has it. */
export async function waitForName(name: string, signal?: AbortSignal): Promise<HeldName> {
  for (;;) {
    const held = await holdName(name);
    if (held !== undefined) return held;
    await untilFree(name, signal);
  }
}
