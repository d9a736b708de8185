import { execFile } from "node:child_process";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "@jest/globals";
import { readConfig } from "../../../../src/config.ts";
import { ensureEnvironment } from "../../../../src/embedded-e2b/environment/ensure-environment.ts";
import type { PythonEnvironment } from "../../../../src/embedded-e2b/environment/types.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const run = promisify(execFile);
let environment: PythonEnvironment;

beforeAll(async () => {
  environment = await ensureEnvironment({
    cacheRoot: readConfig(process.env).env.E2B_ANALYST_CACHE,
    progress: () => {},
  });
});

/** What a script prints in the environment, with nothing of this machine's variables. */
async function python(script: string, variables: Record<string, string> = {}): Promise<string> {
  const { stdout, stderr } = await run(environment.python, ["-I", "-c", script], {
    env: variables,
  });
  expect(stderr).toBe("");
  return stdout.trim();
}

/** The same in a user namespace without the account that owns the files, as sandboxes of root are. */
async function pythonInNamespace(script: string, variables: Record<string, string>) {
  const { bwrap = "no bubblewrap", python } = environment;
  const mounts = ["--ro-bind", "/", "/", "--tmpfs", "/tmp", "--chdir", "/tmp"];
  const { stdout } = await run(
    bwrap,
    ["--unshare-user", "--uid", "1000", ...mounts, python, "-I", "-c", script],
    { env: variables, ...(process.getuid?.() === 0 ? { uid: 65_000, gid: 65_000 } : {}) },
  );
  return stdout.trim();
}

test("NLTK splits sentences, knows stop words and judges sentiment without a network", async () => {
  const script = `
import os, nltk
nltk.data.path[:] = [os.environ["NLTK_DATA"]]
from nltk.corpus import stopwords
from nltk.sentiment import SentimentIntensityAnalyzer
print(len(nltk.sent_tokenize("One. Two.")), "的" in stopwords.words("chinese"),
      SentimentIntensityAnalyzer().polarity_scores("great")["compound"] > 0)`;
  const variables = { NLTK_DATA: environment.nltkData, HOME: "/tmp" };
  expect(await pythonInNamespace(script, variables)).toBe("2 True True");
});

test("the font list is ready: a copy of it is used as it is, with the CJK font in it", async () => {
  const home = join(await temporaryFolder(), "matplotlib");
  await cp(environment.matplotlibCache, home, { recursive: true });
  const script = `
from matplotlib import font_manager as fm
def never(self, *a, **k): raise AssertionError("the list was made anew")
fm.FontManager.addfont = never
fm.findSystemFonts = never
print(fm.findfont("Noto Sans CJK SC", fallback_to_default=False))`;
  expect(await python(script, { MPLCONFIGDIR: home })).toBe(environment.cjkFont);
});

test("every module is compiled: sandboxes cannot write what is missing", async () => {
  const script = `
import importlib.util, os, pathlib, sysconfig
site = pathlib.Path(sysconfig.get_path("purelib"))
for name in ["ipykernel/kernelapp.py", "pandas/core/frame.py", "matplotlib/pyplot.py"]:
    assert pathlib.Path(importlib.util.cache_from_source(str(site / name))).exists(), name
startup = list(pathlib.Path(os.environ["STARTUP"]).rglob("*.py"))
assert startup and all(os.path.exists(importlib.util.cache_from_source(str(p))) for p in startup)
print("ok")`;
  expect(await python(script, { STARTUP: environment.startupPath })).toBe("ok");
});

test("other accounts can read all of it", async () => {
  const folder = environment.readOnlyPaths.at(-1)!;
  const closed = [
    "!",
    "-type",
    "l",
    "(",
    "!",
    "-perm",
    "-o+r",
    "-o",
    "-type",
    "d",
    "!",
    "-perm",
    "-o+x",
    ")",
  ];
  const { stdout } = await run("find", [folder, ...closed]);
  expect(stdout).toBe("");
});
