import { join, resolve } from "node:path";
import { z } from "zod";
import { AnalystError } from "../tools/errors.ts";
import { KEY_FORMAT } from "./secrets/keyring.ts";

/** Blank and LibreChat's `user_provided` both mean: not set. */
const unset = (value: unknown) =>
  typeof value === "string" && (value.trim() === "" || value.trim() === "user_provided")
    ? undefined
    : value;
const text = z.preprocess(unset, z.string().trim().optional());
const url = z.preprocess(unset, z.url({ protocol: /^https?$/ }).optional());

/** Plain digits only: an expression such as `60 * 60` must fail here, not become 60. */
const digits = (min: number, max: number) =>
  z
    .string()
    .trim()
    .regex(/^\d+(\.\d+)?$/, "must be a plain number")
    .transform(Number)
    .pipe(z.number().min(min).max(max));
const number = (fallback: number, min = 0, max = Infinity) =>
  z.preprocess(unset, digits(min, max).default(fallback));
const optionalNumber = (min: number) => z.preprocess(unset, digits(min, Infinity).optional());

const flag = (fallback: boolean) =>
  z.preprocess(
    unset,
    z
      .enum(["true", "false"])
      .transform((word) => word === "true")
      .default(fallback),
  );

/** The longest that a signed URL of S3 can live. */
const SEVEN_DAYS_S = 7 * 24 * 3600;

/** LibreChat's form of a key: 32 bytes in hexadecimal digits. */
const key = z.string().trim().regex(KEY_FORMAT, "must be 64 hexadecimal digits");

/** The name of an HTTP header. */
const header = (fallback: string) =>
  z.preprocess(
    unset,
    z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9-]+$/, "must be the name of a header")
      .default(fallback),
  );

const Environment = z.object({
  OPENAI_API_KEY: text,
  OPENAI_BASE_URL: url,
  OPENAI_MODEL: text,
  AZURE_OPENAI_ENDPOINT: url,
  AZURE_OPENAI_API_KEY: text,
  AZURE_OPENAI_API_VERSION: text,
  AZURE_OPENAI_DEPLOYMENT: text,
  MODEL_TIMEOUT_S: number(120, 1),
  MODEL_RETRIES: number(2),
  E2B_API_KEY: text,
  E2B_SANDBOX_TEMPLATE: text,
  E2B_API_URL: url,
  E2B_SANDBOX_URL: url,
  E2B_DOMAIN: text,
  E2B_SANDBOX_LIFE_S: number(3600, 60),
  E2B_SANDBOX_KEEP_DAYS: number(7),
  E2B_SANDBOX_ON_IDLE: z.preprocess(unset, z.enum(["kill", "pause"]).default("kill")),
  EMBEDDED_SANDBOX_ISOLATION: z.preprocess(unset, z.enum(["bwrap", "none"]).default("bwrap")),
  EMBEDDED_SANDBOX_POOL: number(1),
  EMBEDDED_SANDBOX_MEMORY_MB: number(4096, 256),
  EMBEDDED_SANDBOX_DISK_MB: number(4096, 16),
  EMBEDDED_SANDBOX_FILE_MB: number(2048, 1),
  EMBEDDED_SANDBOX_PROCESSES: number(256, 16),
  EMBEDDED_SANDBOX_OUTPUT_MB: number(64, 1),
  EMBEDDED_SANDBOX_IDLE_MINUTES: number(15, 1),
  EMBEDDED_SANDBOX_PORT: number(0),
  MONGO_URI: z.preprocess(
    unset,
    z
      .string()
      .trim()
      .regex(/^mongodb(\+srv)?:\/\/./, "must begin with mongodb:// or mongodb+srv://")
      .optional(),
  ),
  E2B_ANALYST_HOME: text,
  E2B_ANALYST_CACHE: text,
  ANALYST_CODE_POLICY: z.preprocess(
    unset,
    z.enum(["strict", "standard", "off"]).default("standard"),
  ),
  ANALYST_CELL_TIMEOUT_S: number(600),
  ANALYST_MAX_CELLS: number(20, 1),
  ANALYST_MAX_REPAIRS: number(3),
  ANALYST_RUN_TIME_LIMIT_S: number(0),
  ANALYST_REPLAY_LIMIT_S: number(120),
  ANALYST_CONTEXT_TOKENS: optionalNumber(8_000),
  CREDS_KEY: z.preprocess(unset, key.optional()),
  CREDS_KEY_OLD: z.preprocess(
    unset,
    z
      .string()
      .transform((list) => list.split(","))
      .pipe(z.array(key))
      .default([]),
  ),
  ANALYST_LINK_KEYS: z.preprocess(
    unset,
    z
      .string()
      .transform((list) => list.split(",").map((key) => key.trim()))
      .pipe(z.array(z.string().min(32, "each key needs 32 characters")))
      .default([]),
  ),
  ANALYST_LINK_DAYS: number(365, 1),
  FILE_STRATEGY: z.preprocess(unset, z.enum(["local", "s3", "azure_blob"]).default("local")),
  AWS_REGION: text,
  AWS_BUCKET_NAME: text,
  AWS_ACCESS_KEY_ID: text,
  AWS_SECRET_ACCESS_KEY: text,
  AWS_ENDPOINT_URL: url,
  AWS_FORCE_PATH_STYLE: flag(false),
  S3_URL_EXPIRY_SECONDS: number(120, 1, SEVEN_DAYS_S),
  AZURE_STORAGE_CONNECTION_STRING: text,
  AZURE_STORAGE_ACCOUNT_NAME: text,
  AZURE_CONTAINER_NAME: text,
  ANALYST_MAX_FILE_MB: number(512),
  ANALYST_MAX_THREAD_MB: number(4096),
  ANALYST_MAX_USER_MB: number(51_200),
  SERVER_PORT: number(8080),
  SERVER_HOST: z.preprocess(unset, z.string().trim().default("127.0.0.1")),
  PUBLIC_URL: url,
  SERVER_BODY_MB: number(180, 1),
  SERVER_USER_REQUESTS_PER_MINUTE: number(60),
  SERVER_KEY_REQUESTS_PER_MINUTE: number(600),
  SERVER_DRAIN_S: number(30),
  SERVER_USER_HEADER: header("X-LibreChat-User-Id"),
  SERVER_ROLE_HEADER: header("X-LibreChat-User-Role"),
  SERVER_GROUPS_HEADER: header("X-LibreChat-User-Groups"),
  SERVER_CONVERSATION_HEADER: header("X-LibreChat-Conversation-Id"),
  SERVER_MESSAGE_HEADER: header("X-LibreChat-Message-Id"),
  LOG_LEVEL: z.preprocess(
    unset,
    z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("warn"),
  ),
});

/** The names of all settings, as the environment and `.env` have them. */
export const settingNames: readonly string[] = Object.keys(Environment.shape);

/** The configuration of one process; read once, at the entry point. */
export interface Config {
  readonly env: z.infer<typeof Environment>;
  /** Absolute path of the folder that holds all state. */
  readonly home: string;
  /** Absolute path of the SQLite file. */
  readonly database: string;
}

/** What a choice needs beside it. */
function missingParts(env: z.infer<typeof Environment>): string[] {
  const faults: string[] = [];
  const need = (isThere: boolean, names: string, choice: string) => {
    if (!isThere) faults.push(`${names}: needed with ${choice}`);
  };
  if (env.AZURE_OPENAI_ENDPOINT !== undefined) {
    const hasModel = (env.AZURE_OPENAI_DEPLOYMENT ?? env.OPENAI_MODEL) !== undefined;
    need(env.AZURE_OPENAI_API_KEY !== undefined, "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT");
    need(hasModel, "AZURE_OPENAI_DEPLOYMENT", "AZURE_OPENAI_ENDPOINT");
  }
  if (env.FILE_STRATEGY === "s3") {
    const hasHalf =
      (env.AWS_ACCESS_KEY_ID === undefined) !== (env.AWS_SECRET_ACCESS_KEY === undefined);
    need(env.AWS_REGION !== undefined, "AWS_REGION", "FILE_STRATEGY=s3");
    need(env.AWS_BUCKET_NAME !== undefined, "AWS_BUCKET_NAME", "FILE_STRATEGY=s3");
    need(!hasHalf, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", "each other");
  }
  if (env.FILE_STRATEGY === "azure_blob") {
    const account = env.AZURE_STORAGE_CONNECTION_STRING ?? env.AZURE_STORAGE_ACCOUNT_NAME;
    const names = "AZURE_STORAGE_CONNECTION_STRING or AZURE_STORAGE_ACCOUNT_NAME";
    need(account !== undefined, names, "FILE_STRATEGY=azure_blob");
  }
  return faults;
}

/**
 * Reads the whole configuration from environment variables. All faults are reported at once, by
 * name, never with a value. Raises `config_invalid`.
 */
export function readConfig(source: NodeJS.ProcessEnv, workingFolder = process.cwd()): Config {
  const parsed = Environment.safeParse(source);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  const env = parsed.data;
  if (env !== undefined) faults.push(...missingParts(env));
  if (env === undefined || faults.length > 0) {
    throw new AnalystError("config_invalid", {
      en: `The configuration has ${faults.length} fault(s):\n${faults.map((f) => `  - ${f}`).join("\n")}`,
      zh: `配置有 ${faults.length} 处错误：\n${faults.map((f) => `  - ${f}`).join("\n")}`,
    });
  }
  const home = resolve(workingFolder, env.E2B_ANALYST_HOME ?? ".e2b-analyst");
  return { env, home, database: join(home, "analyst.sqlite") };
}
