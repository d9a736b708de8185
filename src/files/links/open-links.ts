import { join } from "node:path";
import type { Clock } from "../../../tools/ports/clock.ts";
import type { Config } from "../../config.ts";
import type { ByteStore } from "../stores/byte-store.ts";
import { openLinkKeys, toLinkKey, type LinkKeys } from "./link-keys.ts";
import { createFileLinks, type FileLinks } from "./links.ts";
import { createRevocations } from "./revocations.ts";

/** Where the keys are kept that nobody has set. */
export const linkKeyFile = ({ home }: Pick<Config, "home">) => join(home, "link-keys.json");

/** The links of an installation: with keys of the configuration, else of the state folder. */
export function openFileLinks(config: Config, bytes: ByteStore, clock: Clock): FileLinks {
  const { ANALYST_LINK_KEYS, ANALYST_LINK_DAYS: days } = config.env;
  const [first, ...others] = ANALYST_LINK_KEYS.map(toLinkKey);
  const set: LinkKeys | undefined = first && [first, ...others];
  const keys = async () => set ?? openLinkKeys(linkKeyFile(config), clock);
  return createFileLinks({ keys, revocations: createRevocations(bytes), clock, days });
}
