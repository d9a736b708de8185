import { z } from "zod";
import { AnalystError } from "../../../tools/errors.ts";
import type { Language } from "../../../tools/words.ts";
import { readConfig, type Config } from "../../config.ts";
import { EXIT, type CliHost } from "../host.ts";
import { librechatEnv, librechatYaml } from "../librechat/config-text.ts";
import { reportError } from "../report-error.ts";

const Address = z.url({ protocol: /^https?$/ });

const badAddress = (url: string) =>
  new AnalystError("input_invalid", {
    en: `${url} is no address such as http://analyst:8080.`,
    zh: `${url} 不是有效地址，例如 http://analyst:8080。`,
  });

function addressOf({ env }: Config, url: string | undefined): string {
  const given = url ?? env.PUBLIC_URL ?? `http://${env.SERVER_HOST}:${env.SERVER_PORT}`;
  if (!Address.safeParse(given).success) throw badAddress(given);
  return given.replace(/\/+$/, "").replace(/\/v1$/, "");
}

/** Prints what LibreChat needs to use this server. */
export function librechatConfig(
  { env: isEnv, url }: { readonly env?: boolean; readonly url?: string },
  host: CliHost,
  language: Language,
): number {
  try {
    const config = readConfig(host.env, host.workingFolder);
    const setup = { env: config.env, url: addressOf(config, url), language };
    const text = isEnv === true ? librechatEnv(setup) : librechatYaml(setup);
    host.stdout.write(`${text}\n`);
    return EXIT.answered;
  } catch (error) {
    return reportError(error, host, language);
  }
}
