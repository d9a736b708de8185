import { AnalystError } from "../../../tools/errors.ts";
import { systemClock } from "../../../tools/ports/clock.ts";
import type { Language, Words } from "../../../tools/words.ts";
import { readConfig, type Config } from "../../config.ts";
import { rotateLinkKeys } from "../../files/links/link-keys.ts";
import { linkKeyFile, openFileLinks } from "../../files/links/open-links.ts";
import { openBytes } from "../../files/open-file-store.ts";
import { EXIT, type CliHost } from "../host.ts";
import { reportError } from "../report-error.ts";

const ROTATED: Words = {
  en: "New links are signed with a new key. Links of the one before stay good for 30 days.",
  zh: "新链接将使用新密钥签名。此前的链接在 30 天内仍然有效。",
};

const REVOKED: Words = {
  en: "All links to this file that were given out so far have ended.",
  zh: "此前发出的指向该文件的所有链接均已失效。",
};

const keysAreSet = () =>
  new AnalystError("config_invalid", {
    en: "ANALYST_LINK_KEYS holds the keys: put a new one in front of them there.",
    zh: "密钥由 ANALYST_LINK_KEYS 设定：请在其中最前面加入新密钥。",
  });

const noLink = () =>
  new AnalystError("not_found", {
    en: "This is no link that is good: give the whole address, with /d/ in it.",
    zh: "这不是有效的链接：请给出包含 /d/ 的完整地址。",
  });

/** Does one thing with the configuration, and says what. */
async function telling(
  host: CliHost,
  language: Language,
  work: (config: Config) => Promise<Words>,
): Promise<number> {
  try {
    const said = await work(readConfig(host.env, host.workingFolder));
    host.stdout.write(`${said[language]}\n`);
    return EXIT.answered;
  } catch (error) {
    return reportError(error, host, language);
  }
}

/** Signs links with a new key from now on. */
export async function rotateLinks(host: CliHost, language: Language): Promise<number> {
  return telling(host, language, async (config) => {
    if (config.env.ANALYST_LINK_KEYS.length > 0) throw keysAreSet();
    await rotateLinkKeys(linkKeyFile(config), systemClock);
    return ROTATED;
  });
}

/** Ends the links of the file that a link leads to, for every server. */
export async function revokeLinks(
  link: string,
  host: CliHost,
  language: Language,
): Promise<number> {
  return telling(host, language, async (config) => {
    const links = openFileLinks(config, await openBytes(config), systemClock);
    const [, token = ""] = /(?:^|\/)d\/([^/?#]+)/.exec(link) ?? [];
    const opened = await links.open(token);
    if (opened === undefined) throw noLink();
    await links.revoke(opened.caller, opened.fileId);
    return REVOKED;
  });
}
