import { AnalystError } from "../../../tools/errors.ts";
import type { Language, Words } from "../../../tools/words.ts";
import { systemClock } from "../../../tools/ports/clock.ts";
import { rotateSecrets } from "../../assistants/rotate-secrets.ts";
import { readConfig } from "../../config.ts";
import { openPersistence } from "../../persistence/open-persistence.ts";
import { rotateKeys } from "../../secrets/rotate-keys.ts";
import { EXIT, type CliHost } from "../host.ts";

const sealed = (count: number): Words => ({
  en: `The secrets of ${count} assistant(s) are sealed with the new key.`,
  zh: `已用新密钥重新加密 ${count} 个助手的密文。`,
});

const DROP_OLD: Words = {
  en: "CREDS_KEY_OLD is not needed any more, once every server runs with the new CREDS_KEY.",
  zh: "待所有服务都以新的 CREDS_KEY 运行后，即可删除 CREDS_KEY_OLD。",
};

/** What the lease of a rotation is on; no thread has such an id. */
const ROTATION = "/secrets/rotation";

const underWay = () =>
  new AnalystError(
    "conflict",
    {
      en: "Another rotation of the secrets is under way: wait for it.",
      zh: "另一次密文轮换正在进行：请等待它结束。",
    },
    { retryable: true },
  );

/** Seals all stored secrets with a new key; can be run again after an interruption. */
export async function secretsRotate(host: CliHost, language: Language): Promise<number> {
  const config = readConfig(host.env, host.workingFolder);
  const persistence = await openPersistence(config, systemClock);
  try {
    const lease = await persistence.leases.acquire(ROTATION);
    if (lease === undefined) throw underWay();
    const count = await rotateKeys(config, async (keyring) =>
      rotateSecrets(persistence.assistants, keyring),
    );
    host.stdout.write(`${sealed(count)[language]}\n`);
    await lease.release();
    if (config.env.CREDS_KEY_OLD.length > 0) host.stdout.write(`${DROP_OLD[language]}\n`);
    return EXIT.answered;
  } finally {
    await persistence.close();
  }
}
