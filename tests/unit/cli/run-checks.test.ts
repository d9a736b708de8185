import { describe, expect, it } from "@jest/globals";
import { readConfig } from "../../../src/config.ts";
import type { Check, DoctorContext, Finding } from "../../../src/cli/doctor/check.ts";
import { runChecks, type Result } from "../../../src/cli/doctor/run-checks.ts";
import { AnalystError } from "../../../tools/errors.ts";

const words = (text: string) => ({ en: text, zh: text });
const ok: Finding = { status: "ok", detail: words("fine") };

function check(id: string, run: Check["run"], embedded = false): Check {
  return { id, name: words(id), embedded, run };
}

async function run(checks: Check[], env: Record<string, string> = {}): Promise<Result[]> {
  const context = {
    config: readConfig(env, "/x"),
    signal: new AbortController().signal,
  } as unknown as DoctorContext;
  const results: Result[] = [];
  for await (const result of runChecks(checks, context, () => {})) results.push(result);
  return results;
}

describe("the doctor's checks", () => {
  it("turn what is raised into a finding and go on", async () => {
    const results = await run([
      check("a", () => Promise.reject(new AnalystError("sandbox_setup", words("no Python")))),
      check("b", () => Promise.reject(new TypeError("a defect"))),
      check("c", () => Promise.resolve(ok)),
    ]);
    expect(results.map(({ id, status, detail }) => [id, status, detail.en])).toEqual([
      ["a", "fail", "no Python"],
      ["b", "fail", "a defect"],
      ["c", "ok", "fine"],
    ]);
  });

  it("tell later ones that no sandbox can start", async () => {
    const seen: boolean[] = [];
    const look = check("look", async ({ isBlocked }) => {
      seen.push(isBlocked);
      return ok;
    });
    const broken = check("wall", async () => ({ status: "fail", detail: words("no") }), true);
    await run([look, broken, look]);
    expect(seen).toEqual([false, true]);
  });

  it("leave out what only embedded sandboxes need when E2B's are used", async () => {
    const checks = [
      check("python", () => Promise.resolve(ok), true),
      check("model", () => Promise.resolve(ok)),
    ];
    expect((await run(checks, { E2B_API_KEY: "k" })).map(({ id }) => id)).toEqual(["model"]);
  });
});
