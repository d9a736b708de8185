import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { packageRoot } from "../../../tools/package-root.ts";

const FOLDER = join(packageRoot(), "src/librechat-router");
const IMPORT = /^(?:import|export) (?<type>type )?[^;]*?from "(?<from>[^"]+)";/gm;

test("what a fork mounts imports itself, Node, and types alone", () => {
  const imported = readdirSync(FOLDER).flatMap((name) =>
    [...readFileSync(join(FOLDER, name), "utf8").matchAll(IMPORT)].map(({ groups }) => ({
      type: groups?.["type"] !== undefined,
      from: groups?.["from"] ?? "",
    })),
  );
  expect(imported.length).toBeGreaterThan(10);
  const heavy = imported.filter(
    ({ type, from }) => !type && !from.startsWith("./") && !from.startsWith("node:"),
  );
  expect(heavy).toEqual([]);
});
