import type { CellError } from "../../../tools/ports/sandbox.ts";
import { isSharedName, packageOfDotted, packageOfModule } from "./package-names.ts";

/** Python's own sentence. A dotted name means that the package is there and lacks that part. */
const NO_MODULE = /^No module named '([^'.]+)((?:\.[^']+)?)'$/;

/** How libraries say that a package they can do without is absent. */
const OPTIONAL_DEPENDENCY: readonly RegExp[] = [
  /^`Import ([\w.-]+)` failed\./,
  /^Missing optional dependency '([\w.-]+)'/,
  /^Unable to find a usable engine; tried using: '([\w.-]+)'/,
  /^([\w.-]+) not found, please install it/,
  /\b[Pp]lease install the ['"`]?([\w.-]+)['"`]? (?:package|library)/,
  /\bpip3? install (?:-{1,2}[\w-]+ )*["'`]?([A-Za-z][\w.-]*)/,
];

/** plotly raises a ValueError, since 6.1 a RuntimeError. */
const IMAGE_EXPORT = /Image export .{0,200}requires the ([Kk]aleido) package/s;

function importedBelow(name: string, code: string): string | undefined {
  for (const [dotted] of code.matchAll(/\b[A-Za-z_]\w*(?:\.\w+){1,5}/g)) {
    const found = dotted.startsWith(`${name}.`) ? packageOfDotted(dotted) : undefined;
    if (found !== undefined) return found;
  }
  // `from google.cloud import bigquery` names the parts apart.
  for (const [, base, part] of code.matchAll(/\bfrom ([\w.]+) import (\w+)/g)) {
    const found = base?.split(".")[0] === name ? packageOfDotted(`${base}.${part}`) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The package whose absence made a cell fail, as it is called where packages are installed.
 * Undefined for every other failure, also for a module that no package can bring.
 */
export function missingPackage({ name, value }: CellError, code: string): string | undefined {
  if (name === "ModuleNotFoundError") {
    const [, module = "", rest = ""] = NO_MODULE.exec(value.trim()) ?? [];
    if (isSharedName(module)) return importedBelow(module, code) ?? packageOfDotted(module + rest);
    return module === "" || rest !== "" ? undefined : packageOfModule(module);
  }
  if (name === "ImportError") {
    for (const pattern of OPTIONAL_DEPENDENCY) {
      const found = pattern.exec(value.trim().slice(0, 2_000))?.[1];
      if (found !== undefined) return packageOfModule(found.replace(/\.$/, ""));
    }
    return undefined;
  }
  return IMAGE_EXPORT.exec(value.slice(0, 500))?.[1]?.toLowerCase();
}
