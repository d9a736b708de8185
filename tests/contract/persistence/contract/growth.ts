import { expect, test } from "@jest/globals";
import { busyThread } from "../../../helpers/busy-thread.ts";
import type { Persistence } from "../../../../src/persistence/persistence.ts";
import type { MakePlace } from "./place.ts";

const TURNS = 40;
const TIMEOUT_MS = 240_000;

/** Everything that the saver keeps of the thread, as text. */
async function storedText({ checkpointer }: Persistence): Promise<string> {
  const parts: string[] = [];
  for await (const { checkpoint, metadata, pendingWrites } of checkpointer.list({
    configurable: { thread_id: "t" },
  }))
    parts.push(JSON.stringify([checkpoint, metadata, pendingWrites]));
  return parts.join("\n");
}

/** A thread of 40 turns with 10 kB of text and three charts each, as the engine keeps it. */
export function describeGrowth(makePlace: MakePlace): void {
  test(
    "a long thread grows by its turns, stays below 4 MB, and holds no picture and no long output",
    async () => {
      const persistence = await (await makePlace()).open();
      const { checkpointer, prune } = persistence;
      const thread = busyThread({ checkpointer, prune });
      let half = 0;
      for (let n = 1; n <= TURNS; n += 1) {
        await thread.ask(n);
        if (n === TURNS / 2) half = (await storedText(persistence)).length;
      }
      const whole = await storedText(persistence);
      // All of it has passed through: 10 kB of text a turn.
      expect(whole.length).toBeGreaterThan(TURNS * 10_000);
      expect(whole.length).toBeLessThan(4_000_000);
      // Twice the turns take about twice the room; the square would take four times.
      expect(whole.length).toBeLessThan(2.8 * half);
      for (const trace of ["picture 1 ", "iVBORw0KGgo", "89504e470d0a1a0a"])
        expect(whole).not.toContain(trace);
      // Of each turn's output the middle is left out.
      expect(whole).toContain("row 1.0: ");
      expect(whole).not.toContain("row 1.600: ");
    },
    TIMEOUT_MS,
  );
}
