import { randomUUID } from "node:crypto";
import type { AnalystRuntime } from "../context.ts";
import { readSettings, type RunSettings } from "../context.ts";
import type { AnalystDeps } from "../deps.ts";
import { emit } from "../emit.ts";
import { blocksOf } from "../cell-blocks.ts";
import { OutsideWatch } from "../judgement/outside/outside-effects.ts";
import { notRepeated } from "../prompts/restored-notice.ts";
import { notice } from "../question.ts";
import { currentRun, endedBy, newRun } from "../run-state.ts";
import { faultsOf } from "../session/file-faults.ts";
import { inSession, liveSession, placeOf, type Session } from "../session/open-session.ts";
import { profileDatasets } from "../session/profile-datasets.ts";
import { tellRestored } from "../session/tell-restored.ts";
import {
  STATE_VERSION,
  type AnalystStateType,
  type AnalystUpdate,
  type Dataset,
  type RunState,
} from "../state.ts";
import { closePending } from "../tool-replies.ts";

/** A sandbox that answered so recently is not asked again: should it be gone, the first cell tells. */
const TRUST_MS = 60_000;

/** The same content under another name: it stands in the sandbox once, and the model knows both names. */
function alsoCalled(dataset: Dataset, name: string): Dataset {
  const { aliases = [] } = dataset;
  const isKnown = [dataset.name, dataset.givenAs, ...aliases].includes(name);
  return isKnown ? dataset : { ...dataset, aliases: [...aliases, name] };
}

/**
 * The thread's files with those of the question and of the assistant, each content once. Their place
 * is given when they are synced; one that is given again is looked at again, since the code may have
 * changed it meanwhile.
 */
function unite(state: AnalystStateType, { assistant }: RunSettings): Dataset[] {
  const again = new Map(state.uploads.map((upload) => [upload.sha256, upload.id]));
  const united = state.datasets.map((dataset) => {
    const fileId = again.get(dataset.sha256);
    return fileId === undefined ? dataset : { ...dataset, fileId, path: "" };
  });
  const places = new Map(united.map(({ sha256 }, place) => [sha256, place]));
  for (const { id, name, sha256, size } of [...state.uploads, ...assistant.files]) {
    const place = places.get(sha256) ?? united.length;
    const equal = united[place];
    united[place] = alsoCalled(equal ?? { fileId: id, name, sha256, size, path: "" }, name);
    places.set(sha256, place);
  }
  return united;
}

/**
 * In the middle of a cell the words wait for that cell's reply: its tool call is still open. A cell
 * that acts outside the sandbox is answered here, and not run once more.
 */
function wordsInCell(state: AnalystStateType, words: string, run: RunState): AnalystUpdate {
  const watch = new OutsideWatch();
  const uses = state.cells.flatMap((cell) => {
    const judged = blocksOf(cell).map((block) => watch.judge(block));
    return cell === state.cells.at(-1) ? judged : [];
  });
  if (!uses.some(({ acts }) => acts)) return { observation: words };
  const observation = [words, notRepeated[run.language]].join("\n").trim();
  return {
    ...closePending({ ...state, observation }, run.language, "failed_before"),
    decision: "continue",
  };
}

/**
 * Makes the thread ready for a question: a fresh run, its sandbox, its files, the profiles of new
 * ones. A thread without data or ledger gets no sandbox here. It is also where a sandbox that was
 * lost in the middle of a cell is recovered.
 */
export function makePrepareNode(deps: AnalystDeps) {
  return async (state: AnalystStateType, runtime: AnalystRuntime): Promise<AnalystUpdate> => {
    const settings = readSettings(runtime, deps);
    const fresh = newRun(state, deps.clock.now());
    const run: RunState = fresh ?? currentRun(state);
    const datasets = unite(state, settings);
    const reset =
      fresh === undefined
        ? {}
        : {
            pending: [],
            steps: [],
            observation: "",
            artifacts: [],
            answer: "",
            decision: "continue" as const,
          };
    const version = state.version === STATE_VERSION ? {} : { version: STATE_VERSION };
    const base = { ...reset, ...version, run, uploads: [] };
    if (datasets.length === 0 && state.cells.length === 0 && state.decision !== "recover")
      return base;
    try {
      const isRecent = deps.clock.now() - (state.run?.startedAt ?? 0) < TRUST_MS;
      const isWhole = state.decision !== "recover" && datasets.every(({ path }) => path !== "");
      // A set-up may have changed since, and is brought to the sandbox by asking for it.
      const isPlain = settings.assistant.setup === undefined;
      const live = isRecent && isWhole && isPlain ? liveSession(deps, state, settings) : undefined;
      if (live !== undefined)
        emit(runtime, { type: "sandbox", status: "reused", sandboxId: live.sandbox.id });
      const whole = { ...state, datasets };
      const profile = async (opened: Session) => {
        const unknown = opened.datasets.filter((dataset) => dataset.profile === undefined);
        const made = await profileDatasets(opened.sandbox, unknown, settings.signal);
        return { session: opened, profiled: made };
      };
      const { session, profiled } = await inSession(deps, whole, settings, runtime, profile, live);
      for (const { name, path, profile: seen } of profiled) {
        if (seen === undefined) continue;
        emit(runtime, { type: "dataset.profiled", name, path, profile: seen });
      }
      const told = tellRestored(session, run, state.cells.at(-1)?.id ?? "", runtime);
      const inCell = fresh === undefined && state.decision === "recover";
      for (const caveat of faultsOf(session.datasets, run.language))
        emit(runtime, { type: "caveat", ...caveat });
      return {
        ...base,
        ...placeOf(session, state),
        run: told.run,
        datasets: session.datasets.map(
          (dataset) => profiled.find((d) => d.fileId === dataset.fileId) ?? dataset,
        ),
        ...(inCell
          ? wordsInCell(state, told.words, run)
          : told.words !== "" && state.cells.length > 0
            ? { messages: [notice(randomUUID(), told.words)] }
            : {}),
      };
    } catch (error) {
      const ended = endedBy(run, error);
      // A file for which there is no room must not stand in the way of the next question.
      const isFull = ended.error?.code === "sandbox_disk_full";
      return { ...base, datasets: isFull ? state.datasets : datasets, run: ended };
    }
  };
}
