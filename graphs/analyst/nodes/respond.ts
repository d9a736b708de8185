import { randomUUID } from "node:crypto";
import { AIMessage } from "@langchain/core/messages";
import type { AnalystRuntime } from "../context.ts";
import { readSettings } from "../context.ts";
import type { AnalystDeps } from "../deps.ts";
import { appendix, conclusion } from "../prompts/conclusion.ts";
import { currentRun, runCells } from "../run-state.ts";
import { collectFiles } from "../session/collect-files.ts";
import { faultsOf } from "../session/file-faults.ts";
import type { AnalystStateType, AnalystUpdate } from "../state.ts";

/**
 * The end of every run: the answer, or an honest report where there is none; and what the answer
 * forgot, once. A report follows text of the model's that broke off.
 */
export function makeRespondNode(deps: AnalystDeps) {
  return async (state: AnalystStateType, runtime: AnalystRuntime): Promise<AnalystUpdate> => {
    const settings = readSettings(runtime, deps);
    const run = currentRun(state);
    const stopReason = run.stopReason ?? "completed";
    const cells = runCells(state);
    const collected = await collectFiles(deps, state, settings, runtime);
    const artifacts = [...state.artifacts, ...collected.artifacts];
    const ofFiles = [...faultsOf(state.datasets, run.language), ...collected.caveats];
    const allCaveats = [...run.caveats, ...ofFiles];
    const said = state.answer.trim();
    const isWhole =
      ["completed", "needs_input", "step_limit", "time_limit"].includes(stopReason) && said !== "";
    const report =
      isWhole || stopReason === "completed" || stopReason === "needs_input"
        ? ""
        : conclusion(stopReason, run, cells);
    const answer = [said, report].filter((part) => part !== "").join("\n\n");
    const caveats = [...new Set(allCaveats.map(({ text }) => text))];
    const added = appendix(answer, caveats, artifacts, run.language);
    const content = [answer, added].filter((part) => part !== "").join("\n\n");
    // The model's own last message is replaced, not repeated, so that a history reader sees one answer.
    const last = state.messages.at(-1);
    const id = last?.getType() === "ai" && said !== "" ? last.id : randomUUID();
    return {
      messages: [new AIMessage({ id, content })],
      answer,
      artifacts,
      run: { ...run, caveats: allCaveats, stopReason },
      ...(state.decision === "continue" ? {} : { decision: "continue" as const }),
    };
  };
}
