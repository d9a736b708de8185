import { AnalystError } from "../../../tools/errors.ts";
import type { CellExecution, Sandbox } from "../../../tools/ports/sandbox.ts";
import type { Cell } from "../cell.ts";
import { workingBlocks } from "../cell-blocks.ts";
import { definitionsOf, kernelNames } from "../judgement/cell-names.ts";
import { OutsideWatch } from "../judgement/outside/outside-effects.ts";
import { installCode } from "./install-packages.ts";
import { MissingNames } from "./missing-names.ts";
import type { NotRestored, Restored } from "./restored.ts";

/** A cell that ends the kernel each time is left out, and so is a second one; then it is given up. */
const MAX_KERNELS = 3;
/** For a few names taken away, whatever time is left. */
const FINISH_MS = 30_000;

export interface ReplayOptions {
  readonly lost: Restored["lost"];
  /** Milliseconds for all of it, 0 = no limit. */
  readonly limitMs: number;
  /** Milliseconds per cell, 0 = no limit. */
  readonly cellTimeoutMs: number;
  readonly signal: AbortSignal;
  /** Called before each cell. */
  readonly onCell?: (done: number, of: number) => void;
}

type Result = Omit<Restored, "lost" | "files"> & { readonly files: readonly string[] };

/** One pass over the ledger in a new kernel; `killer`: the cell that ended that kernel. */
class Pass {
  readonly #missing = new MissingNames();
  readonly #watch = new OutsideWatch();
  readonly #replayed: string[] = [];
  readonly #reread: string[] = [];
  readonly #why = new Map<string, NotRestored>();
  readonly #sandbox: Sandbox;
  readonly #options: ReplayOptions;
  readonly #remaining: () => number;

  constructor(sandbox: Sandbox, options: ReplayOptions, remaining: () => number) {
    this.#sandbox = sandbox;
    this.#options = options;
    this.#remaining = remaining;
  }

  /** Replays one cell. False: the kernel is gone by it. */
  async replay(cell: Cell, isExcluded: boolean): Promise<boolean> {
    const blocks = workingBlocks(cell);
    const names = kernelNames(blocks);
    const uses = blocks.map((block) => this.#watch.judge(block));
    const why = this.#whyNot(cell, isExcluded || this.#missing.isNeeding(names), uses);
    let failed: NotRestored | undefined = why;
    if (why === undefined) {
      // The versions that it had; without them its first block says what is missing.
      if (cell.installed !== undefined) await this.#run(installCode(cell.installed));
      for (const block of blocks) {
        const { status, variablesLost } = await this.#run(block);
        if (variablesLost === true) return false;
        if (status === "ok") continue;
        failed = status === "timeout" ? "late" : "failed";
        break;
      }
    }
    if (failed === undefined) {
      if (cell.status === "ok") this.#replayed.push(cell.id);
      this.#missing.ran(names, cell);
      if (uses.some(({ reads }) => reads)) this.#reread.push(cell.id);
      return true;
    }
    // Nobody counts on a cell that had failed, but for the variables that it had made before.
    if (cell.status === "ok" || failed === "outside") this.#why.set(cell.id, failed);
    const definitions = why === undefined || why === "late" ? "" : definitionsIn(blocks);
    const isDefined = definitions !== "" && (await this.#run(definitions)).status === "ok";
    const defined = kernelNames(isDefined ? [definitions] : []).binds;
    this.#missing.didNotRun(names, defined, cell);
    return true;
  }

  /** What the lost kernel had otherwise is taken away: the model must not go on with it unknowing. */
  async finish(): Promise<Result> {
    const { names } = this.#missing;
    if (names.length > 0) {
      const code = `[globals().pop(n, None) for n in ${JSON.stringify(names)}] and None`;
      await this.#sandbox.runCell(code, { timeoutMs: FINISH_MS, signal: this.#options.signal });
    }
    return {
      replayed: this.#replayed,
      missing: this.#why,
      reread: this.#reread,
      variables: names,
      files: this.#missing.files,
    };
  }

  #whyNot(
    { durationMs, status }: Cell,
    isFailing: boolean,
    uses: readonly { acts: boolean }[],
  ): NotRestored | undefined {
    if (uses.some(({ acts }) => acts)) return "outside";
    if (isFailing) return "failed";
    // What took longer than the time that is left would only be cut off.
    const expectedMs = status === "timeout" ? 1 : durationMs;
    return expectedMs > this.#remaining() ? "late" : undefined;
  }

  async #run(code: string): Promise<CellExecution> {
    const { cellTimeoutMs, signal } = this.#options;
    const limits = [cellTimeoutMs === 0 ? Infinity : cellTimeoutMs, this.#remaining()];
    const least = Math.min(...limits);
    const timeoutMs = least === Infinity ? 0 : Math.max(Math.round(least), 1);
    const execution = await this.#sandbox.runCell(code, { timeoutMs, signal });
    if (execution.status !== "cancelled") return execution;
    throw new AnalystError("cancelled", { en: "Cancelled.", zh: "已取消。" });
  }
}

function definitionsIn(blocks: readonly string[]): string {
  return blocks.map(definitionsOf).filter(Boolean).join("\n");
}

/**
 * Runs what worked of a ledger again, in order and unseen, so that a new kernel has the variables of
 * the lost one. What reaches outside the sandbox is left out, and so is what needs something that is
 * missing. Raises `cancelled` and `sandbox_lost`.
 */
export async function replayLedger(
  sandbox: Sandbox,
  ledger: readonly Cell[],
  options: ReplayOptions,
): Promise<Restored> {
  const { lost, limitMs, onCell } = options;
  const cells = ledger.filter((cell) => workingBlocks(cell).length > 0);
  const started = performance.now();
  const remaining = () => (limitMs === 0 ? Infinity : limitMs - (performance.now() - started));
  const killers = new Set<string>();
  for (;;) {
    const pass = new Pass(sandbox, options, remaining);
    let killer: string | undefined;
    for (const [done, cell] of cells.entries()) {
      onCell?.(done, cells.length);
      const isExcluded = killers.has(cell.id) || killers.size >= MAX_KERNELS;
      if (await pass.replay(cell, isExcluded)) continue;
      killer = cell.id;
      break;
    }
    if (killer !== undefined) {
      killers.add(killer);
      continue;
    }
    const result = await pass.finish();
    return { lost, ...result, files: lost === "sandbox" ? result.files : [] };
  }
}
