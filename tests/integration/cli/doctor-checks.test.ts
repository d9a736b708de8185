import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { pino } from "pino";
import type { Check, DoctorContext, Finding } from "../../../src/cli/doctor/check.ts";
import { modelCheck } from "../../../src/cli/doctor/checks/model.ts";
import { stateFolderCheck } from "../../../src/cli/doctor/checks/state-folder.ts";
import { runChecks } from "../../../src/cli/doctor/run-checks.ts";
import { readConfig } from "../../../src/config.ts";
import {
  refusal,
  startChatServer,
  stream,
  toolCall,
  type Answer,
  type ChatServer,
} from "../model/chat-server.ts";
import { testFolder } from "./run-cli.ts";

async function find(check: Check, env: Record<string, string>): Promise<Finding> {
  const context = {
    config: readConfig(env, "/x"),
    logger: pino({ level: "silent" }),
    language: "en",
    signal: new AbortController().signal,
  } as unknown as DoctorContext;
  for await (const result of runChecks([check], context, () => {})) return result;
  throw new Error("no finding");
}

describe("the model", () => {
  let server: ChatServer | undefined;
  afterEach(async () => {
    await server?.finish();
    server = undefined;
  });

  async function findWith(answer: Answer): Promise<Finding> {
    server = await startChatServer(answer);
    return find(modelCheck, {
      OPENAI_BASE_URL: server.url,
      OPENAI_MODEL: "qwen3",
      OPENAI_API_KEY: "k",
    });
  }

  it("is fine when it calls the tool", async () => {
    const finding = await findWith(toolCall("report_ready", { ready: true }));
    expect(finding).toMatchObject({ status: "ok", detail: { en: "compatible, qwen3" } });
  });

  it("is a warning when it only talks", async () => {
    const finding = await findWith(stream("I am ready."));
    expect(finding.status).toBe("warn");
    expect(finding.cure?.en).toContain("tool calling");
  });

  it("fails with the variable to look at when the key is refused", async () => {
    const finding = await findWith(refusal(401, { message: "Incorrect API key" }));
    expect(finding.status).toBe("fail");
    expect(finding.detail.en).toContain("OPENAI_API_KEY");
  });

  it("is the offline one where none is configured, and says so", async () => {
    const finding = await find(modelCheck, {});
    expect(finding.status).toBe("ok");
    expect(finding.detail.zh).toContain("离线模型");
  });

  it("fails when its name is missing", async () => {
    const finding = await find(modelCheck, { OPENAI_BASE_URL: "http://127.0.0.1:9/v1" });
    expect(finding.status).toBe("fail");
    expect(finding.detail.en).toContain("OPENAI_MODEL");
  });
});

describe("the state folder", () => {
  const folder = testFolder();
  afterEach(() => folder.remove());

  it("is made and written to", async () => {
    const home = join(folder.path, "new", "state");
    expect((await find(stateFolderCheck, { E2B_ANALYST_HOME: home })).status).toBe("ok");
  });

  it("fails with the variable that moves it when it cannot be written", async () => {
    const other = testFolder();
    writeFileSync(join(other.path, "file"), "");
    const home = join(other.path, "file", "state");
    const finding = await find(stateFolderCheck, { E2B_ANALYST_HOME: home });
    other.remove();
    expect(finding.status).toBe("fail");
    expect(finding.cure?.en).toContain("E2B_ANALYST_HOME");
  });
});
