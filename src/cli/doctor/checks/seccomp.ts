import { readFile } from "node:fs/promises";
import { seccompFilter } from "../../../embedded-e2b/box/seccomp/filter.ts";
import { plain, type Check } from "../check.ts";

export const seccompCheck: Check = {
  id: "seccomp",
  name: plain("seccomp"),
  embedded: true,
  async run() {
    const filter = seccompFilter(process.arch);
    const status = await readFile("/proc/self/status", "utf8").catch(() => "");
    if (filter !== undefined && status.includes("Seccomp:")) {
      const size = `${filter.length / 8}`;
      return { status: "ok", detail: { en: `${size} rules`, zh: `${size} 条规则` } };
    }
    return {
      status: "warn",
      detail:
        filter === undefined
          ? { en: `no rules for ${process.arch}`, zh: `没有适用于 ${process.arch} 的规则` }
          : { en: "the kernel does not offer it", zh: "内核不支持" },
      cure: {
        en: "Sandboxes work, with one wall less. Use x64 or arm64 Linux for the full set.",
        zh: "沙箱仍可用，但少一层防护。请使用 x64 或 arm64 的 Linux。",
      },
    };
  },
};
