import { AnalystError } from "../../tools/errors.ts";
import type { Keyring } from "../secrets/keyring.ts";
import { isStale, seal, unseal } from "../secrets/sealed-text.ts";
import { SECRET_MASK, type AssistantDocument } from "./assistant-schema.ts";

type WithSecrets = Pick<AssistantDocument, "env_vars" | "data_sources">;

/** Changes every secret of an assistant; `place` says which one it is. The only code that knows where they are. */
export function mapSecrets<T extends Partial<WithSecrets>>(
  assistant: T,
  change: (secret: string, place: string) => string,
): T {
  const { env_vars, data_sources } = assistant;
  return {
    ...assistant,
    ...(env_vars && {
      env_vars: Object.fromEntries(
        Object.entries(env_vars).map(([name, value]) => [name, change(value, `env_vars.${name}`)]),
      ),
    }),
    ...(data_sources && {
      data_sources: data_sources.map((source) => ({
        ...source,
        password: change(source.password, `data_sources.${source.id}.password`),
      })),
    }),
  };
}

/** The secrets of an assistant, each with its place. */
export function secretsOf(assistant: WithSecrets): Map<string, string> {
  const found = new Map<string, string>();
  mapSecrets(assistant, (secret, place) => {
    found.set(place, secret);
    return secret;
  });
  return found;
}

const about = (assistantId: string, place: string) => `${assistantId}/${place}`;

/** Seals what was entered; a blank keeps what is stored in that place. Raises `input_invalid` when nothing is. */
export function sealSecrets<T extends Partial<WithSecrets>>(
  entered: T,
  assistantId: string,
  keyring: Keyring,
  stored: WithSecrets = { env_vars: {}, data_sources: [] },
): T {
  const known = secretsOf(stored);
  return mapSecrets(entered, (secret, place) => {
    if (secret !== "" && secret !== SECRET_MASK)
      return seal(secret, about(assistantId, place), keyring);
    const kept = known.get(place);
    if (kept !== undefined) return kept;
    throw new AnalystError("input_invalid", {
      en: `${place}: there is no stored value to keep, so it must be given.`,
      zh: `${place}：没有可保留的已存值，请填写。`,
    });
  });
}

export const openSecrets = <T extends WithSecrets>(
  stored: T,
  assistantId: string,
  keyring: Keyring,
): T => mapSecrets(stored, (secret, place) => unseal(secret, about(assistantId, place), keyring));

export const maskSecrets = <T extends WithSecrets>(stored: T): T =>
  mapSecrets(stored, () => SECRET_MASK);

/** Seals anew what is sealed with an older key; undefined when nothing is. */
export function resealSecrets<T extends WithSecrets>(
  stored: T,
  assistantId: string,
  keyring: Keyring,
): T | undefined {
  const isOld = [...secretsOf(stored).values()].some((secret) => isStale(secret, keyring));
  if (!isOld) return undefined;
  return mapSecrets(stored, (secret, place) => {
    const where = about(assistantId, place);
    return seal(unseal(secret, where, keyring), where, keyring);
  });
}
