import type { Config } from "../config.ts";
import type { Application } from "../runtime.ts";
import type { ServedFiles } from "./start-server.ts";

/** The stored files of the application. */
export function openServedFiles(
  _config: Config,
  _application: Pick<Application, "deps">,
): ServedFiles {
  return {
    pathOf: async (_caller, { id, name }) => `/d/${id}/${encodeURIComponent(name)}`,
    handler: (_request, _response, next) => next(),
  };
}
