import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readConfig } from "../../../src/config.ts";
import { openFileLinks } from "../../../src/files/links/open-links.ts";
import { openBytes } from "../../../src/files/open-file-store.ts";
import type { FileLinks } from "../../../src/files/links/links.ts";
import { systemClock } from "../../../tools/ports/clock.ts";
import { ann } from "../../helpers/callers.ts";
import { startCli, testFolder } from "./run-cli.ts";

const file = { id: "11111111-2222-4333-8444-555555555555", name: "a.png" };
const tokenOf = (path: string) => path.split("/")[2] ?? "";

const folder = testFolder();
afterAll(() => folder.remove());
let links: FileLinks;
beforeAll(async () => {
  const config = readConfig({}, folder.path);
  links = openFileLinks(config, await openBytes(config), systemClock);
});

const run = async (...args: string[]) => startCli(args, { folder: folder.path }).ended;

describe("the commands of links", () => {
  test("rotate signs with another key, and links of the one before stay good", async () => {
    const before = tokenOf(await links.pathOf(ann, file));
    expect(await run("links", "rotate")).toMatchObject({ code: 0 });
    const after = tokenOf(await links.pathOf(ann, file));
    expect(after.split(".")[0]).not.toBe(before.split(".")[0]);
    expect(await links.open(before)).toMatchObject({ fileId: file.id });
  });

  test("revoke ends the links of the file, by any of them, and refuses what is none", async () => {
    const path = await links.pathOf(ann, file);
    const other = await links.pathOf(ann, { ...file, id: "99999999-2222-4333-8444-555555555555" });
    expect(await run("links", "revoke", `https://example.org${path}`)).toMatchObject({ code: 0 });
    expect(await links.open(tokenOf(path))).toBeUndefined();
    expect(await links.open(tokenOf(other))).toBeDefined();
    const refused = await run("links", "revoke", "https://example.org/a.png");
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain("no link that is good");
  });

  test("rotate refuses where the keys are set, and says where", async () => {
    const env = { ANALYST_LINK_KEYS: "k".repeat(32) };
    const refused = await startCli(["links", "rotate"], { folder: folder.path, env }).ended;
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain("ANALYST_LINK_KEYS");
  });
});
