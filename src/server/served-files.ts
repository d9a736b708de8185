import { systemClock } from "../../tools/ports/clock.ts";
import type { Config } from "../config.ts";
import { openFileLinks } from "../files/links/open-links.ts";
import { createLinkRouter } from "../files/links/router.ts";
import { openBytes } from "../files/open-file-store.ts";
import type { Application } from "../runtime.ts";
import type { ServedFiles } from "./start-server.ts";

/** The stored files of the application, by signed links. */
export async function openServedFiles(
  config: Config,
  { deps }: Pick<Application, "deps">,
): Promise<ServedFiles> {
  const links = openFileLinks(config, await openBytes(config), systemClock);
  return {
    pathOf: async (caller, file) => links.pathOf(caller, file),
    handler: createLinkRouter(links, deps.files),
  };
}
