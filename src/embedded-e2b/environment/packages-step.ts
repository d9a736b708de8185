import { type BuildStep, packagesMissing, pipInstall } from "./build-step.ts";
import { layout } from "./layout.ts";
import { setupError } from "./setup-error.ts";

/** The virtual environment with the packages of a requirements file, given as text. */
export function packagesStep(requirements: string): BuildStep {
  const name = { en: "Python packages", zh: "Python 软件包" };
  return {
    name,
    version: requirements,
    async run({ folder, base, uv, note }) {
      const { venv, python } = layout(folder);
      const made = await uv(["venv", "--quiet", "--python", base.executable, venv]);
      if (!made.ok) {
        throw setupError(
          {
            en: `Could not make a virtual environment with ${base.executable}:`,
            zh: `无法用 ${base.executable} 创建虚拟环境：`,
          },
          {
            en: "Repair that Python, or put another one on the PATH.",
            zh: "请修复该 Python，或在 PATH 中提供另一个。",
          },
          { output: made.fault },
        );
      }
      const installed = await uv(
        // Sandboxes cannot write here: what is not compiled now would be compiled at each start.
        pipInstall(python, "--compile-bytecode", "--requirements", "-"),
        { stdin: requirements, onLine: note },
      );
      if (!installed.ok) throw packagesMissing(name, installed.fault);
    },
  };
}
