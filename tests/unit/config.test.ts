import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { readConfig, settingNames } from "../../src/config.ts";
import { packageRoot } from "../../tools/package-root.ts";

const fault = (env: NodeJS.ProcessEnv) => {
  try {
    readConfig(env, "/somewhere");
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
};

describe("the configuration", () => {
  test("needs nothing", () => {
    const { env, home, database } = readConfig({}, "/somewhere");
    expect(home).toBe("/somewhere/.e2b-analyst");
    expect(database).toBe("/somewhere/.e2b-analyst/analyst.sqlite");
    expect(env).toMatchObject({ ANALYST_MAX_CELLS: 20, EMBEDDED_SANDBOX_ISOLATION: "bwrap" });
    expect(env.OPENAI_API_KEY).toBeUndefined();
  });

  test("blank and user_provided mean not set", () => {
    const { env } = readConfig({
      OPENAI_API_KEY: "user_provided",
      E2B_API_KEY: " ",
      LOG_LEVEL: "",
    });
    expect(env).toMatchObject({
      OPENAI_API_KEY: undefined,
      E2B_API_KEY: undefined,
      LOG_LEVEL: "warn",
    });
  });

  test("all faults are told at once, by name and without a value", () => {
    const message = fault({
      ANALYST_CELL_TIMEOUT_S: "60 * 60",
      LOG_LEVEL: "chatty",
      OPENAI_BASE_URL: "sk-secret",
      AZURE_OPENAI_ENDPOINT: "https://example.openai.azure.com",
    });
    expect(message).toContain("ANALYST_CELL_TIMEOUT_S");
    expect(message).toContain("LOG_LEVEL");
    expect(message).toContain("OPENAI_BASE_URL");
    expect(message).not.toMatch(/60 \* 60|chatty|sk-secret/);
  });

  test("Azure needs its key and a deployment", () => {
    const message = fault({ AZURE_OPENAI_ENDPOINT: "https://example.openai.azure.com" });
    expect(message).toContain("AZURE_OPENAI_API_KEY");
    expect(message).toContain("AZURE_OPENAI_DEPLOYMENT");
  });

  test("a cloud for files needs its parts", () => {
    const s3 = fault({ FILE_STRATEGY: "s3", AWS_ACCESS_KEY_ID: "id" });
    expect(s3).toContain("AWS_REGION");
    expect(s3).toContain("AWS_BUCKET_NAME");
    expect(s3).toContain("AWS_SECRET_ACCESS_KEY");
    expect(fault({ FILE_STRATEGY: "azure_blob" })).toContain("AZURE_STORAGE_CONNECTION_STRING");
    expect(fault({ S3_URL_EXPIRY_SECONDS: "700000" })).toContain("S3_URL_EXPIRY_SECONDS");
    expect(fault({ AWS_FORCE_PATH_STYLE: "maybe" })).toContain("AWS_FORCE_PATH_STYLE");
  });

  test(".env.example and the README name every setting, and no other", () => {
    const example = readFileSync(join(packageRoot(), ".env.example"), "utf8");
    const named = Array.from(example.matchAll(/^([A-Z0-9_]+)=$/gm), ([, name]) => name ?? "");
    expect(named.toSorted()).toEqual(settingNames.toSorted());
    const readme = readFileSync(join(packageRoot(), "README.md"), "utf8");
    const missing = settingNames.filter((name) => {
      const ending = name.replace(/^(AZURE_OPENAI|EMBEDDED_SANDBOX)/, "");
      return !readme.includes(name) && !readme.includes(`\`${ending}\``);
    });
    expect(missing).toEqual([]);
  });
});
