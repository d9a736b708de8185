import type { Cell } from "../cell.ts";
import type { KernelNames } from "../judgement/cell-names.ts";

/**
 * Which variables and files are missing while a ledger is replayed. A name is missing from a cell
 * that could not run until another one binds it: its older value, where there is one, is not what
 * later cells saw.
 */
export class MissingNames {
  readonly #names = new Set<string>();
  readonly #files = new Set<string>();
  readonly #modules = new Set<string>();

  get names(): string[] {
    return [...this.#names];
  }

  get files(): string[] {
    return [...this.#files];
  }

  /** A cell needs something that is missing. */
  isNeeding({ reads }: KernelNames): boolean {
    for (const name of reads) if (this.#names.has(name)) return true;
    return false;
  }

  ran({ binds, imports }: KernelNames, { newFiles }: Pick<Cell, "newFiles">): void {
    for (const name of imports) this.#modules.add(name);
    for (const name of binds) this.#names.delete(name);
    for (const file of newFiles) this.#files.delete(file);
  }

  /** `defined`: names of its imports and functions, which could run. */
  didNotRun(
    { binds, changes }: KernelNames,
    defined: ReadonlySet<string>,
    { newFiles }: Pick<Cell, "newFiles">,
  ): void {
    for (const name of defined) this.#modules.add(name);
    for (const name of [...binds, ...changes])
      if (!defined.has(name) && !this.#modules.has(name)) this.#names.add(name);
    for (const file of newFiles) this.#files.add(file);
  }
}
