import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startScripted, testFolder } from "./run-cli.ts";

let folder: ReturnType<typeof testFolder>;
beforeEach(() => {
  folder = testFolder();
});
afterEach(() => folder.remove());

const start = (scenario: string, ...args: string[]) =>
  startScripted(scenario, ["ask", "Wait", ...args], { folder: folder.path });

describe("Ctrl-C", () => {
  it("once lets the run end in good order, with 130", async () => {
    const run = start("endless");
    await run.shows("Never ends");
    run.child.kill("SIGINT");
    const { code, stdout, stderr } = await run.ended;
    expect(code).toBe(130);
    expect(stdout).toContain("Stopped on request.");
    expect(stdout).toContain("Cancelled");
    expect(stderr).toBe("");
  });

  it("once keeps the JSON whole", async () => {
    const run = start("endless", "--json");
    await run.shows("cell.started");
    run.child.kill("SIGINT");
    const { code, stdout } = await run.ended;
    expect(code).toBe(130);
    const last = stdout.trimEnd().split("\n").at(-1) ?? "";
    expect(JSON.parse(last)).toMatchObject({ type: "run.finished", stopReason: "cancelled" });
  });

  it("twice quits at once, though the run does not end", async () => {
    const run = start("deaf", "--json");
    await run.shows("run.started");
    run.child.kill("SIGINT");
    run.child.kill("SIGTERM");
    expect((await run.ended).code).toBe(130);
  });
});

it("a reader that goes away ends the run quietly", async () => {
  const run = start("flood");
  await run.shows("still here");
  run.child.stdout?.destroy();
  const [code] = (await once(run.child, "exit")) as [number];
  expect(code).toBe(130);
  run.child.stderr?.destroy();
  expect((await run.ended).stderr).toBe("");
});
