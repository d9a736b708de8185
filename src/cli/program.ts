import { Command, InvalidArgumentError } from "commander";
import type { Language } from "../../tools/words.ts";
import type { AssistantsWork } from "./commands/assistants.ts";
import type { AskOptions } from "./ask/ask.ts";
import type { CliHost } from "./host.ts";
import { say, type ProgramWord } from "./program-words.ts";

/** Told the exit code of the command that ran. */
type Done = (exitCode: number) => void;

const collect = (value: string, all: string[] = []) => [...all, value];

/**
 * All commands and their options. What a command needs is imported inside it, so that `--help` is
 * there at once.
 */
export function createProgram(host: CliHost, language: Language, version: string, done: Done) {
  const word = (key: ProgramWord) => say(key, language);
  const program = new Command("e2b-analyst")
    .description(word("about"))
    .version(version, "-V, --version", word("version"))
    .helpOption("-h, --help", word("help"))
    .helpCommand("help [command]", word("help"))
    .addHelpText("after", `\n${word("settings")}\n${word("exitCodes")}`);

  program
    .command("ask")
    .description(word("ask"))
    .argument("<question>", word("question"))
    .option("-f, --file <path>", word("file"), collect)
    .option("-t, --thread <id>", word("thread"))
    .option("-o, --out <folder>", word("out"))
    .option("-a, --assistant <id>", word("assistant"))
    .option("-m, --model <name>", word("model"))
    .option("--cell-timeout <seconds>", word("cellTimeout"), seconds(language))
    .option("--json", word("json"))
    .action(async (question: string, options: AskOptions) => {
      const { ask } = await import("./ask/ask.ts");
      done(await ask(question, options, host));
    });

  program
    .command("demo")
    .description(word("demo"))
    .action(async () => {
      const { demo } = await import("./commands/demo.ts");
      done(await demo(host));
    });

  program
    .command("doctor")
    .description(word("doctor"))
    .option("--json", word("doctorJson"))
    .action(async (options: { json?: boolean }) => {
      const { doctor } = await import("./doctor/doctor.ts");
      done(await doctor(options, host, language));
    });

  program
    .command("sandbox-server")
    .description(word("sandboxServer"))
    .action(async () => {
      const { sandboxServer } = await import("./commands/sandbox-server.ts");
      done(await sandboxServer(host, language));
    });

  program
    .command("serve")
    .description(word("serve"))
    .action(async () => {
      const { serve } = await import("./commands/serve.ts");
      done(await serve(host, language));
    });

  const keys = program.command("keys").description(word("keys"));
  keys
    .command("create")
    .description(word("keysCreate"))
    .argument("<name>")
    .option("-u, --user <id>", word("keysUser"))
    .action(async (name: string, { user }: { user?: string }) => {
      const { createKey } = await import("./commands/keys.ts");
      done(await createKey(name, user, host, language));
    });
  keys
    .command("list")
    .description(word("keysList"))
    .action(async () => {
      const { listKeys } = await import("./commands/keys.ts");
      done(await listKeys(host, language));
    });
  keys
    .command("revoke")
    .description(word("keysRevoke"))
    .argument("<name>")
    .action(async (name: string) => {
      const { revokeKey } = await import("./commands/keys.ts");
      done(await revokeKey(name, host, language));
    });

  program
    .command("librechat")
    .description(word("librechat"))
    .command("config")
    .description(word("librechatConfig"))
    .option("--env", word("librechatEnv"))
    .option("--url <address>", word("librechatUrl"))
    .action(async (options: { env?: boolean; url?: string }) => {
      const { librechatConfig } = await import("./commands/librechat-config.ts");
      done(librechatConfig(options, host, language));
    });

  const assistants = program.command("assistants").description(word("assistants"));
  const assistantsCommand = (usage: string, key: ProgramWord, work: AssistantsWork) =>
    assistants
      .command(usage)
      .description(word(key))
      .action(async (...given: unknown[]) => {
        const { runAssistants } = await import("./commands/assistants.ts");
        done(await runAssistants(work, given.slice(0, -2).map(String), host));
      });
  assistantsCommand("list", "assistantsList", "list");
  assistantsCommand("show <id>", "assistantsShow", "show");
  assistantsCommand("create <file>", "assistantsCreate", "create");
  assistantsCommand("update <id> <file>", "assistantsUpdate", "update");
  assistantsCommand("remove <id>", "assistantsRemove", "remove");

  program
    .command("secrets")
    .description(word("secrets"))
    .command("rotate")
    .description(word("secretsRotate"))
    .action(async () => {
      const { secretsRotate } = await import("./commands/secrets-rotate.ts");
      done(await secretsRotate(host, language));
    });

  const links = program.command("links").description(word("links"));
  links
    .command("rotate")
    .description(word("linksRotate"))
    .action(async () => {
      const { rotateLinks } = await import("./commands/links.ts");
      done(await rotateLinks(host, language));
    });
  links
    .command("revoke")
    .description(word("linksRevoke"))
    .argument("<link>")
    .action(async (link: string) => {
      const { revokeLinks } = await import("./commands/links.ts");
      done(await revokeLinks(link, host, language));
    });

  program
    .command("delete")
    .description(word("delete"))
    .argument("[thread]", word("deleteThread"))
    .option("--everything", word("deleteEverything"))
    .action(async (thread: string | undefined, options: { everything?: boolean }) => {
      const { deleteData } = await import("./commands/delete.ts");
      done(await deleteData(thread, options.everything === true, host, language));
    });

  program
    .command("dev")
    .description(word("dev"))
    .option("--port <port>", word("port"), port(language), 2024)
    .action(async (options: { port: number }) => {
      const { dev } = await import("./commands/dev.ts");
      done(await dev(options, host, language));
    });

  return program;
}

/** Plain digits only, as in the configuration: `60*60` must not become 60. */
function seconds(language: Language) {
  return (value: string): number => {
    if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
    throw new InvalidArgumentError(say("badNumber", language));
  };
}

function port(language: Language) {
  return (value: string): number => {
    const number = /^\d{1,5}$/.test(value) ? Number(value) : 0;
    if (number >= 1 && number <= 65_535) return number;
    throw new InvalidArgumentError(say("badPort", language));
  };
}
