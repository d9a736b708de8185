import type { Words } from "../../words.ts";
import { isStandardModule } from "./standard-library.ts";

/** The libraries that code may import beside the standard library. */
export interface AllowedLibraries {
  /** As people named them. */
  readonly names: readonly string[];
  /** The modules they bring; what lies below one is allowed with it. */
  readonly modules: readonly string[];
}

/** The kernel's own: what displays results, and our start-up package. */
const KERNEL = ["IPython", "e2b_analyst"];

/** Whether a dotted name that code imports is among them. */
export function isAllowedImport(path: string, { modules }: AllowedLibraries): boolean {
  const [top = ""] = path.split(".");
  const isBelow = (module: string) => path === module || path.startsWith(`${module}.`);
  return isStandardModule(top) || KERNEL.includes(top) || modules.some(isBelow);
}

/** What is not allowed, and the allowed way. */
export const libraryWords = ({ names }: AllowedLibraries): Words => ({
  en: `This assistant may import only these libraries, beside Python's standard library: ${names.join(", ")}. Do it with them.`,
  zh: `除 Python 标准库外，此助手只能导入以下库：${names.join("、")}。请用它们完成。`,
});
