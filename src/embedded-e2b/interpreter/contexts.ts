import { randomUUID } from "node:crypto";
import type { Box } from "../box/types.ts";
import type { PythonEnvironment } from "../environment/types.ts";
import { startKernel } from "../kernel/kernel.ts";
import { createContext, type CodeContext } from "./context.ts";
import type { InterruptTiming } from "./interrupt.ts";

const DEFAULT_CWD = "/home/user";

/** Languages that E2B lists from the start; of these only Python has a kernel here. */
const LANGUAGES = ["python", "javascript"] as const;

const ALIASES: Readonly<Record<string, string>> = {
  py: "python",
  js: "javascript",
  ts: "typescript",
};

export interface ContextInfo {
  readonly id: string;
  readonly language: string;
  readonly cwd: string;
}

interface Entry extends ContextInfo {
  /** Absent for a language that has no kernel. */
  readonly context?: CodeContext;
}

/** Raised for a context or language that is not there; the message is for the client. */
export class ContextNotFound extends Error {
  override readonly name = "ContextNotFound";
}

export interface ContextsOptions {
  readonly box: Box;
  readonly environment: PythonEnvironment;
  readonly timing: InterruptTiming;
  readonly maxContentBytes: number;
}

/** The contexts of one sandbox. */
export interface Contexts {
  list(): ContextInfo[];
  /** Raises {@link ContextNotFound}. */
  get(id: string): CodeContext;
  /** The default context of a language; made anew when it was removed. */
  defaultOf(language?: string): CodeContext;
  create(language: string | undefined, cwd: string | undefined): Promise<ContextInfo>;
  remove(id: string): Promise<void>;
  /** Sets variables in kernels that are already there. */
  setEnvs(envs: Readonly<Record<string, string>>): void;
  /** Resolves when nothing runs in any of them. */
  idle(): Promise<void>;
  /** Ends every kernel and begins again with the default contexts only. */
  reset(): Promise<void>;
}

export function createContexts(options: ContextsOptions): Contexts {
  const entries = new Map<string, Entry>();
  const defaults = new Map<string, string>();
  for (const language of LANGUAGES) defaults.set(language, add(language, undefined).id);

  function add(language: string, cwd: string | undefined): Entry {
    const context =
      language === "python"
        ? createContext({
            startKernel: () => startKernel({ ...options, cwd }),
            timing: options.timing,
            takeOutOfMemory: () => options.box.takeOutOfMemory(),
            isCrowded: () => isCrowded(options.box),
          })
        : undefined;
    const entry = { id: randomUUID(), language, cwd: cwd ?? DEFAULT_CWD, context };
    entries.set(entry.id, entry);
    return entry;
  }

  function live(): CodeContext[] {
    return [...entries.values()].flatMap(({ context }) => context ?? []);
  }

  function find(id: string): Entry {
    const entry = entries.get(id);
    if (entry === undefined) throw new ContextNotFound(`Context ${id} not found`);
    return entry;
  }

  function runnable(entry: Entry): CodeContext {
    if (entry.context === undefined) throw noKernel(entry.language);
    return entry.context;
  }

  return {
    list: () => [...entries.values()].map(({ id, language, cwd }) => ({ id, language, cwd })),
    get: (id) => runnable(find(id)),
    defaultOf(requested = "python") {
      const language = canonical(requested);
      const known = entries.get(defaults.get(language) ?? "");
      if (known !== undefined) return runnable(known);
      if (language !== "python") throw noKernel(language);
      const made = add(language, undefined);
      defaults.set(language, made.id);
      return runnable(made);
    },
    async create(requested = "python", cwd) {
      const language = canonical(requested);
      if (language !== "python") throw noKernel(language);
      const { context, ...info } = add(language, cwd);
      try {
        await context?.start();
      } catch (error) {
        entries.delete(info.id);
        throw error;
      }
      return info;
    },
    async remove(id) {
      const entry = find(id);
      entries.delete(id);
      await entry.context?.remove();
    },
    setEnvs(envs) {
      for (const context of live()) context.setEnvs(envs);
    },
    async idle() {
      await Promise.all(live().map((context) => context.idle()));
    },
    async reset() {
      const old = live();
      entries.clear();
      for (const language of LANGUAGES) defaults.set(language, add(language, undefined).id);
      await Promise.all(old.map((context) => context.remove()));
    },
  };
}

/** Part of the allowed processes from which on a box counts as full. */
const CROWDED = 0.9;

async function isCrowded(box: Box): Promise<boolean> {
  try {
    return (await box.metrics()).processes >= CROWDED * box.limits.processes;
  } catch {
    // It ended while it was being measured.
    return false;
  }
}

function canonical(language: string): string {
  const name = language.trim().toLowerCase();
  return ALIASES[name] ?? name;
}

function noKernel(language: string): ContextNotFound {
  return new ContextNotFound(
    `No kernel for the language ${JSON.stringify(language)}: the embedded server runs python only`,
  );
}
