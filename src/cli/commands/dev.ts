import { spawn } from "node:child_process";
import { constants, existsSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { constants as system } from "node:os";
import { join } from "node:path";
import { AnalystError } from "../../../tools/errors.ts";
import { packageRoot } from "../../../tools/package-root.ts";
import type { Language } from "../../../tools/words.ts";
import { EXIT, type CliHost } from "../host.ts";
import { reportError } from "../report-error.ts";

const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Serves the graph with `langgraphjs dev`, on loopback only: its API has no guard. */
export async function dev(
  { port }: { port: number },
  host: CliHost,
  language: Language,
): Promise<number> {
  const root = packageRoot();
  try {
    await makeEnvFile(root);
    const script = findServer(root);
    const options = ["dev", "--no-browser", "--host", "127.0.0.1", "--port", String(port)];
    return await runToEnd(script, options, root, host);
  } catch (error) {
    return reportError(error, host, language);
  }
}

/** The server does not start without the file that `langgraph.json` names. */
async function makeEnvFile(root: string): Promise<void> {
  const example = join(root, ".env.example");
  if (!existsSync(example)) return;
  await copyFile(example, join(root, ".env"), constants.COPYFILE_EXCL).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    },
  );
}

function findServer(root: string): string {
  const script = join(root, "node_modules/@langchain/langgraph-cli/dist/cli/cli.mjs");
  if (existsSync(script) && existsSync(join(root, "langgraph.json"))) return script;
  throw new AnalystError("config_invalid", {
    en: "Studio's server is a development dependency: clone the project and run npm install there.",
    zh: "Studio 的服务器是开发依赖：请克隆项目并在其中执行 npm install。",
  });
}

/** Its end is ours: signals go on to it, its exit code comes back. */
function runToEnd(script: string, args: string[], cwd: string, host: CliHost): Promise<number> {
  const child = spawn(process.execPath, [script, ...args], {
    cwd,
    stdio: "inherit",
    env: { ...host.env, LANGGRAPH_CLI_NO_ANALYTICS: "1" },
  });
  // A terminal sends Ctrl-C to both of us; a second one would be more than the person asked for.
  const forward = (name: NodeJS.Signals) => {
    if (name !== "SIGINT" || host.stdout.isTTY !== true) child.kill(name);
  };
  for (const name of FORWARDED) host.signals.on(name, forward);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      for (const name of FORWARDED) host.signals.off(name, forward);
      if (signal === "SIGINT") resolve(EXIT.cancelled);
      else resolve(code ?? 128 + (signal === null ? 0 : system.signals[signal]));
    });
  });
}
