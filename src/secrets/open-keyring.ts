import { join } from "node:path";
import type { Config } from "../config.ts";
import { makeKeyFile, readKeyFile } from "./key-file.ts";
import { toKey, type Keyring } from "./keyring.ts";

/** Where a key is kept that nobody has set. */
export const keyFileOf = ({ home }: Pick<Config, "home">) => join(home, "secrets.key");

/**
 * The keys of this installation: `CREDS_KEY`, else the state folder's, where one is made; old ones
 * behind it. Read at every use: a rotation by another process must not leave this one with the keys
 * of yesterday.
 */
export async function openKeyring(config: Config): Promise<Keyring> {
  const { CREDS_KEY, CREDS_KEY_OLD } = config.env;
  const file = keyFileOf(config);
  let stored = await readKeyFile(file);
  if (CREDS_KEY === undefined && stored.length === 0) stored = await makeKeyFile(file);
  const [first = CREDS_KEY, ...others] = CREDS_KEY === undefined ? stored : [CREDS_KEY, ...stored];
  if (first === undefined) throw new Error("no key was made");
  return [toKey(first), ...[...CREDS_KEY_OLD, ...others].map(toKey)];
}
