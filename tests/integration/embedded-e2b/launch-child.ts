/** Run as a process of its own by the launcher's tests: launches with the settings on its command line. */
import { createLogger } from "../../../src/logger.ts";
import { launch } from "../../../src/embedded-e2b/launcher.ts";
import { ServerSettings } from "../../../src/embedded-e2b/process/settings.ts";

const settings = ServerSettings.parse(JSON.parse(String(process.argv[2])));
const connection = await launch(settings, { logger: createLogger("silent") });
process.stdout.write(JSON.stringify(connection));
