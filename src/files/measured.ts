import { createHash } from "node:crypto";

export interface Measured {
  readonly body: ReadableStream<Uint8Array>;
  /** Of what went through; to be read when all did. */
  facts(): { readonly sha256: string; readonly size: number };
  /** What the check or the body raised, where a store replaced it by an error of its own. */
  fault(): unknown;
}

/** Counts and hashes a body on its way; `check` is told the size so far and raises to stop it. */
export function measure(body: ReadableStream<Uint8Array>, check: (size: number) => void): Measured {
  const hash = createHash("sha256");
  const reader = body.getReader();
  let size = 0;
  let fault: unknown;
  const measured = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            controller.close();
            return;
          }
          size += value.byteLength;
          check(size);
          hash.update(value);
          controller.enqueue(value);
        } catch (error) {
          fault = error;
          controller.error(error);
          await reader.cancel(error).catch(() => undefined);
        }
      },
      cancel: async (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return {
    body: measured,
    facts: () => ({ sha256: hash.digest("hex"), size }),
    fault: () => fault,
  };
}
