import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";

const Line = z.union([
  z.object({ message: z.string() }),
  z.object({ environment: z.object({ python: z.string() }).loose() }),
]);

/** The gated builder as a process of its own. */
export class BuilderProcess {
  readonly #child: ChildProcess;
  readonly #messages: string[] = [];
  readonly #listeners = new Set<() => void>();
  #python: string | undefined;
  #stderr = "";

  constructor(folder: string, cacheRoot: string) {
    const program = join(import.meta.dirname, "gated-builder.ts");
    this.#child = spawn(process.execPath, [program, folder, cacheRoot], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (this.#stderr += chunk));
    this.#child.once("close", () => this.#tell());
    createInterface({ input: this.#child.stdout! }).on("line", (text) => {
      const line = Line.parse(JSON.parse(text));
      if ("message" in line) this.#messages.push(line.message);
      else this.#python = line.environment.python;
      this.#tell();
    });
  }

  /** Resolves when a message that matches has been printed. */
  async says(wanted: RegExp): Promise<void> {
    while (!this.#messages.some((message) => wanted.test(message))) await this.#change();
  }

  /** The interpreter of the environment it ended with. */
  async ends(): Promise<string> {
    while (this.#python === undefined) await this.#change();
    return this.#python;
  }

  async kill(): Promise<void> {
    const gone = once(this.#child, "close");
    if (this.#child.kill("SIGKILL")) await gone;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }

  #change(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      throw new Error(`the builder has ended: ${this.#stderr}`);
    }
    return new Promise((resolve) => this.#listeners.add(resolve));
  }
}
