import { createHash } from "node:crypto";
import { AnalystError } from "../errors.ts";
import type { ToolArtifact } from "../observation.ts";
import type { CellResult } from "../ports/sandbox.ts";
import type { ToolContext } from "../tool-context.ts";
import type { Words } from "../words.ts";
import { chartName } from "./chart-names.ts";

export interface ChartCollector {
  /** Stores the pictures of a result while the cell goes on. */
  add(result: CellResult): void;
  /** Resolves when everything is stored; what could not be stored is told, not raised. */
  finish(): Promise<{ artifacts: ToolArtifact[]; notes: Words[] }>;
}

/** Takes pictures out of results into the file store; equal ones of a cell are stored once. */
export function collectCharts(context: ToolContext): ChartCollector {
  const seen = new Set<string>();
  const artifacts: ToolArtifact[] = [];
  const notes: Words[] = [];
  let queue = Promise.resolve();

  const store = async (result: CellResult, image: CellResult["images"][number], number: number) => {
    const name = chartName(result, image, context.cellId, number);
    const { caller, threadId } = context;
    try {
      const file = await context.store.put(
        caller,
        { name, mime: image.mime, threadId },
        image.bytes,
      );
      const artifact: ToolArtifact = { ...file, kind: "chart" };
      artifacts.push(artifact);
      context.on?.artifact?.(artifact);
    } catch (error) {
      if (!AnalystError.isInstance(error)) throw error;
      notes.push({
        en: `The chart ${name} could not be stored: ${error.say("en")}`,
        zh: `图表 ${name} 无法保存：${error.say("zh")}`,
      });
    }
  };

  return {
    add(result) {
      for (const image of result.images) {
        const hash = createHash("sha256").update(image.bytes).digest("hex");
        if (seen.has(hash)) continue;
        seen.add(hash);
        const number = seen.size;
        // One after the other: their order is the order in which the cell showed them.
        queue = queue.then(() => store(result, image, number));
        // A failure is raised by `finish`; until then nobody listens.
        queue.catch(() => undefined);
      }
    },
    async finish() {
      await queue;
      return { artifacts, notes };
    },
  };
}
