import type { Config } from "../config.ts";
import { makeKeyDigits, readKeyFile, writeKeyFile } from "./key-file.ts";
import type { Keyring } from "./keyring.ts";
import { keyFileOf, openKeyring } from "./open-keyring.ts";

/** The new key and the one before it: another process may still seal with that one for a moment. */
const KEPT_KEYS = 2;

/**
 * Seals everything with a new key: `CREDS_KEY` where it is set, else one that is made in the state
 * folder. The old keys go only after `reseal` has ended, so that an interruption loses nothing. One
 * rotation at a time: the caller holds a lease.
 */
export async function rotateKeys<T>(
  config: Config,
  reseal: (keyring: Keyring) => Promise<T>,
): Promise<T> {
  const file = keyFileOf(config);
  if (config.env.CREDS_KEY === undefined) {
    await openKeyring(config);
    await writeKeyFile(file, [makeKeyDigits(), ...(await readKeyFile(file))]);
  }
  const done = await reseal(await openKeyring(config));
  const kept = await readKeyFile(file);
  if (config.env.CREDS_KEY === undefined && kept.length > KEPT_KEYS)
    await writeKeyFile(file, kept.slice(0, KEPT_KEYS));
  return done;
}
