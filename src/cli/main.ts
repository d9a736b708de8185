import { CommanderError, type Command } from "commander";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AnalystError } from "../../tools/errors.ts";
import { packageRoot } from "../../tools/package-root.ts";
import { detectLanguage } from "../../tools/words.ts";
import { localeLanguage } from "./cli-language.ts";
import { EXIT, type CliHost } from "./host.ts";
import { processHost } from "./process-host.ts";
import { createProgram } from "./program.ts";
import { usageFault } from "./program-words.ts";
import { reportError, writeError } from "./report-error.ts";

/** What still goes on at the end, such as the upload of traces, may not hold the person up for longer. */
const GRACE_MS = 3000;

/** The command line: runs what the arguments (without node and script) say, returns the exit code. */
export async function main(argv: string[]): Promise<number> {
  const host = processHost();
  try {
    loadEnvFile(host.workingFolder);
  } catch (error) {
    return reportError(error, host, localeLanguage(host.env));
  }
  const exitCode = await runCommandLine(argv, host);
  setTimeout(() => process.exit(exitCode), GRACE_MS).unref();
  return exitCode;
}

/** The same in a given host. */
export async function runCommandLine(argv: string[], host: CliHost): Promise<number> {
  const language = argv.some((argument) => detectLanguage(argument) === "zh")
    ? "zh"
    : localeLanguage(host.env);
  let exitCode: number = EXIT.answered;
  const program = createProgram(host, language, packageVersion(), (code) => {
    exitCode = code;
  });
  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => void host.stdout.write(text),
      writeErr: () => {},
      getOutHelpWidth: () => host.stdout.columns || 80,
    });
  }
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, host, language);
    if (error.exitCode === 0) return EXIT.answered;
    writeError(usageFault(error.code, error.message, language), host, language);
    host.stderr.write(
      language === "zh" ? "用法：e2b-analyst --help\n" : "See e2b-analyst --help\n",
    );
    return EXIT.usage;
  }
}

const withSubcommands = (command: Command): Command[] => [
  command,
  ...command.commands.flatMap(withSubcommands),
];

/** `.env` of the working folder; what the environment already says wins. */
function loadEnvFile(folder: string): void {
  try {
    process.loadEnvFile(join(folder, ".env"));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    throw new AnalystError(
      "config_invalid",
      { en: `.env cannot be read (${code}).`, zh: `.env 无法读取（${code}）。` },
      { cause },
    );
  }
}

function packageVersion(): string {
  const text = readFileSync(join(packageRoot(), "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
