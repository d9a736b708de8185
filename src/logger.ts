import { pino, type Logger } from "pino";

export type { Logger };

const SECRET_KEYS = [
  "apiKey",
  "api_key",
  "authorization",
  "password",
  "token",
  "secret",
  "accessToken",
];

/** A structured logger on stderr; fields with a secret's name are redacted at two depths. */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: { pid: process.pid },
      redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`]), censor: "[REDACTED]" },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
