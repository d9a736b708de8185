import { realpathSync } from "node:fs";
import { z } from "zod";
import type { Language, Words } from "../../../tools/words.ts";
import { closedFolderAbove, findOnPath, type Host, isExecutable } from "./host.ts";
import { installLine } from "./install-line.ts";
import { runCommand } from "./run-command.ts";
import { setupError } from "./setup-error.ts";

/** The minor versions of Python 3 for which every pinned package has a wheel. */
export const OLDEST_MINOR = 11;
export const NEWEST_MINOR = 14;

const QUESTION = `
import importlib.util, json, os, platform, sys
base = getattr(sys, "_base_executable", "") or sys.executable
print(json.dumps({
    "implementation": sys.implementation.name,
    "version": platform.python_version(),
    "minor": sys.version_info[1] if sys.version_info[0] == 3 else -1,
    "executable": os.path.realpath(base),
    "prefix": os.path.realpath(sys.base_prefix),
    "pip": importlib.util.find_spec("pip") is not None,
}))`;

const Answer = z.object({
  implementation: z.string(),
  version: z.string(),
  minor: z.number().int(),
  executable: z.string().startsWith("/"),
  prefix: z.string().startsWith("/"),
  pip: z.boolean(),
});

/** An interpreter of this machine, and why sandboxes cannot use it, if so. */
export interface Python extends z.infer<typeof Answer> {
  readonly unfit: Words | undefined;
}

/**
 * The interpreters of the machine, the one to be preferred first, the unfit ones too. The search ends
 * with one that fits and has pip: another could serve no better.
 */
export async function findPythons(host: Host, signal?: AbortSignal): Promise<Python[]> {
  const newestFirst = Array.from(
    { length: NEWEST_MINOR - OLDEST_MINOR + 1 },
    (_, index) => `python3.${NEWEST_MINOR - index}`,
  );
  const paths = [
    ...host.systemPythons,
    ...["python3", ...newestFirst, "python"].map((name) => findOnPath(host, name)),
  ];
  const pythons = new Map<string, Python>();
  const seen = new Set<string>();
  for (const path of paths) {
    if (path === undefined || !isExecutable(path)) continue;
    // Not the real path: a version manager's commands may all be links to one launcher.
    if (seen.has(path)) continue;
    seen.add(path);
    const answer = await ask(path, host, signal);
    if (answer === undefined || pythons.has(answer.executable)) continue;
    const closed = host.uid === 0 ? closedTo(answer) : undefined;
    const unfit = judgePython(answer, closed);
    pythons.set(answer.executable, { ...answer, unfit });
    if (unfit === undefined && answer.pip) break;
  }
  return [...pythons.values()];
}

/** The first interpreter that fits. Raises `sandbox_setup` with what is wrong with each other one. */
export function choosePython(pythons: readonly Python[], host: Pick<Host, "uid">): Python {
  const fit = pythons.find((python) => python.unfit === undefined);
  if (fit !== undefined) return fit;
  const line = installLine("python", host);
  const why = (language: Language) =>
    pythons.map((python) => `\n  - ${python.unfit?.[language]}`).join("");
  throw setupError(
    {
      en: `Sandboxes need Python 3.${OLDEST_MINOR} to 3.${NEWEST_MINOR}; none was found.${why("en")}`,
      zh: `沙箱需要 Python 3.${OLDEST_MINOR} 至 3.${NEWEST_MINOR}，未找到可用版本。${why("zh")}`,
    },
    { en: `Type: ${line}`, zh: `请执行：${line}` },
  );
}

/** Why sandboxes cannot use this interpreter; `closed` is a folder on the way that other accounts cannot pass. */
export function judgePython(
  python: z.infer<typeof Answer>,
  closed: string | undefined,
): Words | undefined {
  const name = `${python.executable} (${python.version})`;
  if (python.implementation !== "cpython") {
    return { en: `${name} is not CPython`, zh: `${name} 不是 CPython` };
  }
  if (python.minor < OLDEST_MINOR) {
    return { en: `${name} is too old`, zh: `${name} 版本太旧` };
  }
  if (python.minor > NEWEST_MINOR) {
    return {
      en: `${name} is newer than the pinned packages`,
      zh: `${name} 比固定版本的软件包更新`,
    };
  }
  if (closed !== undefined) {
    return {
      en: `${name} is below ${closed}, which the accounts of sandboxes cannot enter`,
      zh: `${name} 位于 ${closed} 之下，沙箱所用的账户无法进入`,
    };
  }
  return undefined;
}

async function ask(path: string, host: Host, signal?: AbortSignal) {
  const result = await runCommand([path, "-I", "-c", QUESTION], { env: host.variables, signal });
  if (!result.ok) return undefined;
  try {
    return Answer.parse(JSON.parse(result.stdout));
  } catch {
    return undefined;
  }
}

function closedTo({ executable, prefix }: z.infer<typeof Answer>): string | undefined {
  return closedFolderAbove(realpathSync(executable)) ?? closedFolderAbove(`${prefix}/lib`);
}
