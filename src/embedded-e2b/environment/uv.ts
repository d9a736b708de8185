import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { findOnPath, type Host } from "./host.ts";
import { installLine } from "./install-line.ts";
import type { Python } from "./pythons.ts";
import { parsePipConfig, toUvVariables } from "./registry-settings.ts";
import { type CommandOptions, type CommandResult, runCommand } from "./run-command.ts";
import { setupError } from "./setup-error.ts";

export const UV_VERSION = "0.13.9";

/** Runs uv with the arguments, with the registry settings of the user's pip. */
export type Uv = (
  args: readonly string[],
  options?: Pick<CommandOptions, "stdin" | "onLine">,
) => Promise<CommandResult>;

/** Settings of an active environment or of another project that would lead uv or pip elsewhere. */
const MISLEADING = [
  "PYTHONPATH",
  "PYTHONHOME",
  "VIRTUAL_ENV",
  "CONDA_PREFIX",
  "UV_SYSTEM_PYTHON",
  "UV_PYTHON",
  "UV_TARGET",
  "UV_PREFIX",
  "UV_PROJECT",
  "UV_WORKING_DIR",
  "PIP_TARGET",
  "PIP_PREFIX",
];

/** Finds uv on the PATH, or has pip fetch it into `cacheRoot`. Raises `sandbox_setup`. */
export async function getUv(
  host: Host,
  pythons: readonly Python[],
  cacheRoot: string,
  signal?: AbortSignal,
): Promise<Uv> {
  const env: NodeJS.ProcessEnv = { ...host.variables };
  for (const name of MISLEADING) delete env[name];
  const pip = pythons.find((python) => python.pip);
  const listing =
    pip === undefined
      ? undefined
      : await runCommand([pip.executable, "-m", "pip", "config", "list"], { env, signal });
  Object.assign(env, toUvVariables(parsePipConfig(listing?.stdout ?? ""), env, existsSync), {
    UV_PYTHON_DOWNLOADS: "never",
    UV_NO_PROGRESS: "1",
  });
  const file =
    (await uvOnPath(host, env, signal)) ?? (await fetchUv(host, pythons, cacheRoot, env, signal));
  // Away from the working folder, whose uv.toml or pyproject.toml is another project's.
  return (args, options) =>
    runCommand([file, ...args], { ...options, env, cwd: cacheRoot, signal });
}

/** A version manager's command of that name may have no uv behind it: it is asked. */
async function uvOnPath(host: Host, env: NodeJS.ProcessEnv, signal?: AbortSignal) {
  const path = findOnPath(host, "uv");
  if (path === undefined) return undefined;
  const answer = await runCommand([path, "--version"], { env, signal });
  return answer.ok ? path : undefined;
}

async function fetchUv(
  host: Host,
  pythons: readonly Python[],
  cacheRoot: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<string> {
  const home = join(cacheRoot, `uv-${UV_VERSION}`);
  const file = join(home, "bin", "uv");
  if (existsSync(file)) return file;
  const half = `${home}.half`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true });
  const withPip = pythons.find((python) => python.pip)?.executable;
  const python = withPip ?? (await borrowPip(pythons, half, env, signal));
  if (python === undefined) {
    const line = installLine("python", host);
    throw setupError(
      {
        en: "No Python here has pip, and uv is not installed.",
        zh: "此处的 Python 都没有 pip，也没有安装 uv。",
      },
      { en: `Type: ${line}`, zh: `请执行：${line}` },
    );
  }
  const result = await runCommand(
    [python, ...PIP, "--no-deps", "--target", half, `uv==${UV_VERSION}`],
    // Both settings would refuse an installation into a folder.
    { env: { ...env, PIP_USER: "0", PIP_REQUIRE_VIRTUALENV: "0" }, signal },
  );
  if (!result.ok) {
    throw setupError(
      {
        en: `pip could not fetch uv ${UV_VERSION}, the installer of the sandbox's packages:`,
        zh: `pip 无法获取 uv ${UV_VERSION}（沙箱软件包的安装程序）：`,
      },
      REGISTRY_CURE,
      { output: result.fault, retryable: true },
    );
  }
  await rename(half, home);
  return file;
}

const PIP = [
  "-m",
  "pip",
  "install",
  "--quiet",
  "--no-input",
  "--disable-pip-version-check",
  "--retries=2",
] as const;

/** A Python without pip may carry one for new environments (`ensurepip`). */
async function borrowPip(
  pythons: readonly Python[],
  folder: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const venv = join(folder, "venv");
  for (const { executable } of pythons) {
    const made = await runCommand([executable, "-m", "venv", venv], { env, signal });
    if (made.ok) return join(venv, "bin", "python");
    await rm(venv, { recursive: true, force: true });
  }
  return undefined;
}

export const REGISTRY_CURE = {
  en: "Check the network, or name a registry you can reach: pip config set global.index-url <URL>",
  zh: "请检查网络，或指定可访问的软件源：pip config set global.index-url <URL>",
};
