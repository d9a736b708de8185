import type { Logger } from "../../logger.ts";
import { bwrapMissing } from "../box/launch-error.ts";
import type { ServerSettings } from "./settings.ts";

/** Raises `sandbox_isolation` where no sandbox could start; says it aloud where none is isolated. */
export function checkIsolation({ isolation, environment }: ServerSettings, logger: Logger): void {
  if (isolation === "bwrap" && environment.bwrap === undefined) throw bwrapMissing();
  if (isolation === "none") {
    logger.warn(
      "EMBEDDED_SANDBOX_ISOLATION=none: code of the model runs WITHOUT ISOLATION, with the rights of this program and its network",
    );
  }
}
