import { randomBytes } from "node:crypto";
import { createAnalyst, poolOf, type AnalystParts, type Run } from "./analyst.ts";
import { ScriptedModel } from "./scripted-model.ts";
import { createScriptedSandbox } from "./scripted-sandbox.ts";

const PNG = Buffer.from("89504e470d0a1a0a", "hex");

/** Begins each picture of a busy thread; no checkpoint may hold it, in whatever encoding. */
export const pictureBytes = (n: number): Uint8Array =>
  Buffer.concat([PNG, Buffer.from(`picture ${n} `), randomBytes(40_000)]);

/** About 10 kB of text that does not repeat itself from turn to turn. */
const lines = (n: number, count: number, word: string) =>
  Array.from(
    { length: count },
    (_, row) => `${word} ${n}.${row}: ${(n * 7919 + row * 104_729) % 99_991}`,
  ).join("\n");

export interface BusyThread {
  /** Takes part `n` of the conversation: one cell that prints and shows three charts, one answer. */
  ask(n: number, request?: Parameters<ReturnType<typeof createAnalyst>["ask"]>[1]): Promise<Run>;
  readonly analyst: ReturnType<typeof createAnalyst>;
}

/** A conversation of about 10 kB of text and three charts a turn, through the whole engine. */
export function busyThread(parts: Partial<AnalystParts> = {}): BusyThread {
  let turn = 0;
  const model = new ScriptedModel((messages) =>
    messages.at(-1)?.getType() === "tool"
      ? { text: lines(turn, 150, "finding") }
      : {
          calls: [
            {
              name: "execute_code",
              args: { title: `Part ${turn}`, code: lines(turn, 30, "# step") },
            },
          ],
        },
  );
  const cells = Array.from({ length: 400 }, (_, n) => ({
    get stdout() {
      return `${lines(turn, 1_200, "row")}\n`;
    },
    results: [0, 1, 2].map((chart) => ({
      images: [{ mime: "image/png" as const, bytes: pictureBytes(n * 3 + chart) }],
    })),
  }));
  const sandbox = createScriptedSandbox(cells);
  const analyst = createAnalyst({ model, sandboxes: poolOf(sandbox), ...parts });
  return {
    analyst,
    async ask(n, request) {
      turn = n;
      const run = await analyst.ask(`Please look at part ${n}`, request);
      if (run.finished.stopReason !== "completed") throw new Error(run.finished.answer);
      return run;
    },
  };
}
