import { systemClock } from "../../../tools/ports/clock.ts";
import type { Language } from "../../../tools/words.ts";
import { readConfig } from "../../config.ts";
import { openPersistence } from "../../persistence/open-persistence.ts";
import type { ApiKeyRecords } from "../../persistence/records/api-key-records.ts";
import { createApiKeys } from "../../server/keys/api-keys.ts";
import { safeLine } from "../../../tools/output/safe-text.ts";
import { EXIT, type CliHost } from "../host.ts";
import { reportError, writeError } from "../report-error.ts";

async function withRecords(
  host: CliHost,
  language: Language,
  work: (records: ApiKeyRecords) => Promise<number>,
): Promise<number> {
  try {
    const persistence = await openPersistence(
      readConfig(host.env, host.workingFolder),
      systemClock,
    );
    try {
      return await work(persistence.apiKeys);
    } finally {
      await persistence.close();
    }
  } catch (error) {
    return reportError(error, host, language);
  }
}

/** Makes a key; stdout gets the key and nothing else. */
export async function createKey(
  name: string,
  user: string | undefined,
  host: CliHost,
  language: Language,
): Promise<number> {
  return withRecords(host, language, async (records) => {
    const { key } = await createApiKeys(records).create(name, user);
    host.stderr.write(
      language === "zh"
        ? "请保存此密钥：它不会再次显示。\n"
        : "Keep this key: it is not shown again.\n",
    );
    host.stdout.write(`${key}\n`);
    return EXIT.answered;
  });
}

/** One line per key: name, user, when it was made and ended. */
export async function listKeys(host: CliHost, language: Language): Promise<number> {
  return withRecords(host, language, async (records) => {
    for (const { name, userId, createdAt, revokedAt } of await records.list()) {
      const end =
        revokedAt === undefined
          ? []
          : [`${language === "zh" ? "已撤销" : "revoked"} ${revokedAt.toISOString()}`];
      host.stdout.write(
        `${[safeLine(name), safeLine(userId), createdAt.toISOString(), ...end].join("\t")}\n`,
      );
    }
    return EXIT.answered;
  });
}

/** Ends a key at once, for every replica. */
export async function revokeKey(name: string, host: CliHost, language: Language): Promise<number> {
  return withRecords(host, language, async (records) => {
    if (await records.revoke(name)) return EXIT.answered;
    writeError(
      language === "zh"
        ? `没有名为“${name}”的有效密钥。`
        : `There is no valid key named “${name}”.`,
      host,
      language,
    );
    return EXIT.failed;
  });
}
