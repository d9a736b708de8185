import { afterAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { startCli, testFolder } from "./run-cli.ts";

const folder = testFolder();
afterAll(() => folder.remove());

const print = async (args: string[], env: Record<string, string> = {}) =>
  startCli(["librechat", "config", ...args], { folder: folder.path, env }).ended;

describe("librechat config", () => {
  test("prints YAML for this server, with its address, headers and limits", async () => {
    const { code, stdout } = await print(["--url", "http://analyst:9000/"], {
      SERVER_BODY_MB: "100",
      SERVER_USER_HEADER: "X-Who",
    });
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/\p{Script=Han}/u);
    const yaml = parse(stdout);
    expect(yaml.endpoints.custom).toMatchObject([
      {
        name: "Data Analyst",
        apiKey: "${E2B_ANALYST_API_KEY}",
        baseURL: "http://analyst:9000/v1",
        models: { default: ["data-analyst"], fetch: true },
        titleModel: "analyst-title",
        tokenConfig: { "data-analyst": { context: 10_000_000 } },
        headers: {
          "X-Who": "{{LIBRECHAT_USER_ID}}",
          "X-LibreChat-Conversation-Id": "{{LIBRECHAT_BODY_CONVERSATIONID}}",
        },
      },
    ]);
    expect(yaml.modelSpecs.list).toMatchObject([
      {
        iconURL: "http://analyst:9000/icon.svg",
        conversation_starters: expect.arrayContaining([expect.stringContaining("file")]),
        preset: { endpoint: "Data Analyst", model: "data-analyst" },
      },
    ]);
    expect(yaml.fileConfig.endpoints["Data Analyst"]).toEqual({
      supportedMimeTypes: [".*"],
      fileSizeLimit: 70,
      totalSizeLimit: 70,
      defaultLLMDeliveryPath: { fallback: "provider" },
    });
    expect(stdout).toContain("#   ASSISTANTS_BASE_URL=http://analyst:9000/v1");
  });

  test("speaks Chinese where the locale does, in the same shape", async () => {
    const english = await print([]);
    const chinese = await print([], { LANG: "zh_CN.UTF-8" });
    const [a, b] = [parse(english.stdout), parse(chinese.stdout)];
    expect(chinese.stdout).toMatch(/^# \p{Script=Han}/u);
    expect(b.modelSpecs.list[0].conversation_starters.join("")).toMatch(/\p{Script=Han}/u);
    expect(Object.keys(b)).toEqual(Object.keys(a));
    expect(b.endpoints.custom[0].headers).toEqual(a.endpoints.custom[0].headers);
  });

  test("--env prints lines for .env and nothing else", async () => {
    const { stdout } = await print(["--env"], { PUBLIC_URL: "https://analyst.example.org" });
    const lines = stdout.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    expect(lines).toEqual([
      "E2B_ANALYST_API_KEY=",
      "ASSISTANTS_API_KEY=",
      "ASSISTANTS_BASE_URL=https://analyst.example.org/v1",
      "ASSISTANTS_MODELS=data-analyst",
    ]);
  });

  test("an address that is none is a fault of usage", async () => {
    const { code, stdout, stderr } = await print(["--url", "analyst"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("http://analyst:8080");
  });
});
