import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { bubblewrapCheck } from "../../../src/cli/doctor/checks/bubblewrap.ts";
import { userNamespacesCheck } from "../../../src/cli/doctor/checks/user-namespaces.ts";
import type { Check, DoctorContext, Finding } from "../../../src/cli/doctor/check.ts";
import { readConfig } from "../../../src/config.ts";
import { testFolder } from "./run-cli.ts";

const folder = testFolder();
afterAll(() => folder.remove());
chmodSync(folder.path, 0o755);

/** A stand-in for bubblewrap, since a machine that forbids namespaces is not at hand. */
function program(name: string, script: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

async function find(check: Check, bwrap: string | undefined, isolation = ""): Promise<Finding> {
  return check.run({
    config: readConfig({ EMBEDDED_SANDBOX_ISOLATION: isolation }, "/x"),
    environment: async () => ({ bwrap }),
  } as unknown as DoctorContext);
}

describe("bubblewrap", () => {
  it("that is missing comes with the line that installs it", async () => {
    const finding = await find(bubblewrapCheck, undefined);
    expect(finding.status).toBe("fail");
    expect(finding.cure?.en).toContain("bubblewrap");
  });

  it("that is switched off is a warning", async () => {
    const finding = await find(bubblewrapCheck, undefined, "none");
    expect(finding.status).toBe("warn");
    expect(finding.detail.en).toContain("isolation is off");
  });
});

describe("user namespaces", () => {
  it("are allowed when bubblewrap can make them", async () => {
    expect((await find(userNamespacesCheck, program("good", "exit 0"))).status).toBe("ok");
  });

  it("fail with bubblewrap's own words and a cure", async () => {
    const script = 'echo "setting up uid map: Permission denied" >&2; exit 1';
    const finding = await find(userNamespacesCheck, program("bad", script));
    expect(finding.status).toBe("fail");
    expect(finding.detail.en).toBe("setting up uid map: Permission denied");
    expect(finding.cure?.en).not.toBe("");
  });

  it("fail when bubblewrap itself cannot be started", async () => {
    const finding = await find(userNamespacesCheck, join(folder.path, "nothing"));
    expect(finding.status).toBe("fail");
    expect(finding.detail.en).toContain("ENOENT");
  });

  it("are not tried without bubblewrap", async () => {
    expect((await find(userNamespacesCheck, undefined)).status).toBe("warn");
  });
});
