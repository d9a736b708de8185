import type { Box, ProcessEnd } from "../../box/types.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import type { LiveProcess } from "./live-process.ts";

/** How long the end of a process is still told to who asks for it. */
const RETENTION_MS = 30_000;

/** How a client names a process. */
export interface Selector {
  readonly pid?: number;
  readonly tag?: string;
}

export interface EndedProcess {
  readonly pid: number;
  readonly tag: string | undefined;
  readonly end: ProcessEnd;
}

/** The processes of one box that were started through envd. */
export class ProcessTable {
  readonly #live = new Map<number, LiveProcess>();
  readonly #ended = new Map<number, EndedProcess>();

  add(started: LiveProcess): void {
    const { pid, spec } = started;
    this.#forget({ pid });
    if (spec.tag !== undefined) this.#forget({ tag: spec.tag });
    this.#live.set(pid, started);
    void this.#retain(started);
  }

  async #retain(process: LiveProcess): Promise<void> {
    const { pid, spec } = process;
    const ended = { pid, tag: spec.tag, end: await process.ended };
    if (this.#live.get(pid) !== process) return;
    this.#live.delete(pid);
    this.#ended.set(pid, ended);
    setTimeout(() => {
      if (this.#ended.get(pid) === ended) this.#ended.delete(pid);
    }, RETENTION_MS).unref();
  }

  all(): LiveProcess[] {
    return [...this.#live.values()];
  }

  find(selector: Selector): LiveProcess | undefined {
    if (selector.pid !== undefined) return this.#live.get(selector.pid);
    return this.all().find(({ spec }) => spec.tag !== undefined && spec.tag === selector.tag);
  }

  /** Raises `not_found`. */
  get(selector: Selector): LiveProcess {
    const found = this.find(selector);
    if (found !== undefined) return found;
    const name = selector.pid === undefined ? `tag '${selector.tag}'` : `pid ${selector.pid}`;
    throw new RpcError("not_found", `process with ${name} not found`);
  }

  findEnded(selector: Selector): EndedProcess | undefined {
    if (selector.pid !== undefined) return this.#ended.get(selector.pid);
    return [...this.#ended.values()].find(({ tag }) => tag !== undefined && tag === selector.tag);
  }

  /** A new process with the pid or tag of an old one must not be answered for by that. */
  #forget(selector: Selector): void {
    const old = this.findEnded(selector);
    if (old !== undefined) this.#ended.delete(old.pid);
  }
}

const tables = new WeakMap<Box, ProcessTable>();

export function tableOf(box: Box): ProcessTable {
  const table = tables.get(box) ?? new ProcessTable();
  tables.set(box, table);
  return table;
}
