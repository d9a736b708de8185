import { AnalystError } from "../../../tools/errors.ts";
import { classifyRecorded } from "../classify-recorded.ts";
import { readSettings, type AnalystRuntime } from "../context.ts";
import type { AnalystDeps } from "../deps.ts";
import { emit } from "../emit.ts";
import { installedNote, notInstalledNote } from "../prompts/installs.ts";
import { currentRun, endedBy } from "../run-state.ts";
import { installPackages } from "../session/install-packages.ts";
import type { AnalystStateType, AnalystUpdate } from "../state.ts";
import { closePending } from "../tool-replies.ts";

/** Downloads take their time, whatever a cell may take. */
const MIN_INSTALL_MS = 300_000;

/**
 * Installs what a cell lacks, without asking the model, so that the cell can run once more. What
 * came is pinned in the cell; what did not come makes it a failure like any other.
 */
export function makeInstallPackageNode(deps: AnalystDeps) {
  return async (state: AnalystStateType, runtime: AnalystRuntime): Promise<AnalystUpdate> => {
    const settings = readSettings(runtime, deps);
    const before = currentRun(state);
    const cell = state.cells.at(-1);
    const name = cell && classifyRecorded(cell).missingPackage;
    if (cell === undefined || name === undefined) throw new Error("no package to install");
    const { language } = before;
    const { signal, cellTimeoutMs } = settings;
    const sandbox = deps.sandboxes.live(settings.threadId);
    // It runs again without: that finds a new sandbox, and then this is tried again.
    if (sandbox === undefined) return { observation: "" };
    emit(runtime, { type: "sandbox", status: "installing", sandboxId: sandbox.id, note: name });
    const run = { ...before, installs: [...before.installs, name] };
    try {
      const timeoutMs = cellTimeoutMs === 0 ? 0 : Math.max(cellTimeoutMs, MIN_INSTALL_MS);
      const { status, installed, fault } = await installPackages(sandbox, [name], {
        timeoutMs,
        signal,
      });
      if (status === "cancelled")
        throw new AnalystError("cancelled", { en: "Cancelled.", zh: "已取消。" });
      if (installed.length === 0) {
        const words = notInstalledNote(name, fault ?? "")[language];
        return { run, decision: "retry", observation: `${state.observation}\n\n${words}` };
      }
      return {
        run,
        cells: { ...cell, installed: [...(cell.installed ?? []), ...installed] },
        observation: installedNote(installed)[language],
      };
    } catch (error) {
      if (AnalystError.isInstance(error) && error.code === "sandbox_lost") {
        deps.sandboxes.forget(settings.threadId);
        return { observation: "" };
      }
      const ended = endedBy(before, error);
      const why = ended.stopReason === "cancelled" ? "cancelled" : "interrupted";
      return { run: ended, decision: "respond", ...closePending(state, language, why) };
    }
  };
}
