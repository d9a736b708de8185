import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { AnalystError } from "../../../tools/errors.ts";
import { localCaller } from "../../../tools/ports/caller.ts";
import type { AssistantService } from "../../assistants/assistant-service.ts";
import { readConfig } from "../../config.ts";
import { createLogger } from "../../logger.ts";
import { EXIT, type CliHost } from "../host.ts";

export type AssistantsWork = "list" | "show" | "create" | "update" | "remove";

async function readSettings(path: string, host: CliHost): Promise<unknown> {
  try {
    return JSON.parse(await readFile(resolve(host.workingFolder, path), "utf8"));
  } catch (cause) {
    throw new AnalystError(
      "file_unusable",
      { en: `${path} is no readable JSON file.`, zh: `${path} 不是可读的 JSON 文件。` },
      { cause },
    );
  }
}

async function* lines(service: AssistantService): AsyncGenerator<string> {
  for (let after: string | undefined, more = true; more;) {
    const page = await service.list(localCaller, { limit: 100, after });
    for (const { id, name, description } of page.data)
      yield [id, name, description].filter((part) => part !== "").join("  ");
    after = page.data.at(-1)?.id;
    more = page.hasMore;
  }
}

/** Works on assistants as the one user of this machine; what it answers is JSON, but for the list. */
export async function runAssistants(
  work: AssistantsWork,
  [first = "", second = ""]: readonly string[],
  host: CliHost,
): Promise<number> {
  const config = readConfig(host.env, host.workingFolder);
  const runtime = await host.openRuntime(config, createLogger(config.env.LOG_LEVEL), {
    progress: () => undefined,
    language: "en",
  });
  const { assistants } = runtime;
  const show = (value: unknown) => host.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  try {
    switch (work) {
      case "list":
        for await (const line of lines(assistants)) host.stdout.write(`${line}\n`);
        break;
      case "show":
        show(await assistants.get(localCaller, first));
        break;
      case "create":
        show(await assistants.create(localCaller, await readSettings(first, host)));
        break;
      case "update":
        show(await assistants.update(localCaller, first, await readSettings(second, host)));
        break;
      case "remove":
        await assistants.remove(localCaller, first);
    }
    return EXIT.answered;
  } finally {
    await runtime.close();
  }
}
