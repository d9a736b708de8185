import { runCommandLine } from "../../../src/cli/main.ts";
import { processHost } from "../../../src/cli/process-host.ts";
import { createTestAssistants } from "../../helpers/assistants.ts";
import { scriptedDeletion } from "./scripted-deletion.ts";
import { scenarios } from "./scenarios.ts";

/** The command line as a process whose engine plays the scenario named first. */
const [name = "", ...argv] = process.argv.slice(2);
const scenario = scenarios[name];
if (scenario === undefined) throw new Error(`no scenario ${name}`);

const host = processHost();
process.exit(
  await runCommandLine(argv, {
    ...host,
    openRuntime: async (_config, _logger, { progress }) => {
      const total = name === "failed" ? 12 : 0;
      for (let done = 0; done < total; done += 1) progress({ message: "Python", done, total });
      return {
        run: (request) => scenario(request, host.workingFolder),
        assistants: createTestAssistants().service,
        deletion: scriptedDeletion,
        close: async () => {},
      };
    },
  }),
);
