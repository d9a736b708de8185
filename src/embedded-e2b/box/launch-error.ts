import { readFileSync } from "node:fs";
import type { AnalystError } from "../../../tools/errors.ts";
import { bwrapAdvice } from "../environment/bubblewrap.ts";
import { isolationError } from "./isolation-error.ts";

/** Reads a file of `/proc`; undefined where this kernel has none. */
export type ReadFact = (path: string) => string | undefined;

export function bwrapMissing(): AnalystError {
  const advice = bwrapAdvice();
  return isolationError({
    en: "Code does not run here, because nothing isolates it.",
    zh: "由于缺少隔离环境，这里不会运行代码。",
    cure: advice,
  });
}

/** Why bubblewrap does not start here, found in the kernel's settings and not in its words. */
export function launchError(
  cause: Error,
  isRoot: boolean,
  read: ReadFact = readFact,
): AnalystError {
  const setting = (path: string) => read(`/proc/sys/${path}`)?.trim();
  const namespaces = {
    en: "This system does not let programs isolate what they start (user namespaces are off).",
    zh: "此系统不允许程序隔离其启动的进程（用户命名空间已关闭）。",
  };
  if (setting("user/max_user_namespaces") === "0")
    return isolationError({ ...namespaces, cure: sysctl("user.max_user_namespaces=15000") }, cause);
  if (!isRoot && setting("kernel/unprivileged_userns_clone") === "0")
    return isolationError(
      { ...namespaces, cure: sysctl("kernel.unprivileged_userns_clone=1") },
      cause,
    );
  if (setting("kernel/apparmor_restrict_unprivileged_userns") === "1")
    return isolationError(
      {
        en: "AppArmor keeps bubblewrap from isolating programs, as on Ubuntu 24.04 and later.",
        zh: "AppArmor 阻止 bubblewrap 隔离程序（Ubuntu 24.04 及更高版本的默认设置）。",
        cure: sysctl("kernel.apparmor_restrict_unprivileged_userns=0"),
      },
      cause,
    );
  return isolationError(
    {
      en: `bubblewrap cannot start a sandbox here (${cause.message}).`,
      zh: `bubblewrap 无法在此启动沙箱（${cause.message}）。`,
      cure: {
        en: "In a container, allow user namespaces (Docker: --security-opt seccomp=unconfined --security-opt systempaths=unconfined).",
        zh: "在容器中请允许用户命名空间（Docker：--security-opt seccomp=unconfined --security-opt systempaths=unconfined）。",
      },
    },
    cause,
  );
}

const sysctl = (assignment: string) => ({
  en: `Type: sudo sysctl -w ${assignment}`,
  zh: `请执行：sudo sysctl -w ${assignment}`,
});

function readFact(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
