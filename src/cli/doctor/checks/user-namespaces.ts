import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import type { Words } from "../../../../tools/words.ts";
import { plain, type Check, type Finding } from "../check.ts";

/** `nobody`: root's sandboxes run under accounts without rights, too. */
const UNPRIVILEGED = 65_534;

/** Settings of the kernel that forbid them, and what puts that right. */
const SWITCHES = [
  {
    file: "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
    forbids: "1",
    line: "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
  },
  {
    file: "/proc/sys/user/max_user_namespaces",
    forbids: "0",
    line: "sysctl -w user.max_user_namespaces=15000",
  },
  {
    file: "/proc/sys/kernel/unprivileged_userns_clone",
    forbids: "0",
    line: "sysctl -w kernel.unprivileged_userns_clone=1",
  },
] as const;

const CONTAINER_CURE: Words = {
  en: "In a container, allow it to make namespaces (Docker: --security-opt seccomp=unconfined --security-opt apparmor=unconfined), or set E2B_API_KEY to use E2B's cloud.",
  zh: "若在容器中，请允许创建命名空间（Docker：--security-opt seccomp=unconfined --security-opt apparmor=unconfined），或设置 E2B_API_KEY 使用 E2B 云端。",
};

/** Tries what every sandbox does: namespaces of its own for user, processes and network. */
export const userNamespacesCheck: Check = {
  id: "namespaces",
  name: { en: "User namespaces", zh: "用户命名空间" },
  embedded: true,
  async run(context): Promise<Finding> {
    if (context.config.env.EMBEDDED_SANDBOX_ISOLATION === "none") {
      return { status: "ok", detail: { en: "not used", zh: "未使用" } };
    }
    const { bwrap } = await context.environment();
    if (bwrap === undefined) {
      return {
        status: "warn",
        detail: { en: "not tried without bubblewrap", zh: "没有 bubblewrap，未检查" },
      };
    }
    const { ok, stderr } = await tryNamespaces(bwrap);
    if (ok) return { status: "ok", detail: { en: "allowed", zh: "可用" } };
    return { status: "fail", detail: plain(stderr), cure: await findCure() };
  },
};

function tryNamespaces(bwrap: string): Promise<{ ok: boolean; stderr: string }> {
  const account = process.getuid?.() === 0 ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {};
  // Without a /proc: where the kernel refuses a new one, a sandbox gets another kind.
  const args = ["--unshare-all", "--ro-bind", "/", "/", "--dev", "/dev", "true"];
  return new Promise((resolve) => {
    const child = spawn(bwrap, args, {
      ...account,
      cwd: "/",
      env: { PATH: "/usr/bin:/bin" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.on("error", (error) => resolve({ ok: false, stderr: error.message }));
    child.on("close", (code) => resolve({ ok: code === 0, stderr: stderr.trim() }));
  });
}

async function findCure(): Promise<Words> {
  for (const { file, forbids, line } of SWITCHES) {
    const value = await readFile(file, "utf8").catch(() => "");
    if (value.trim() === forbids) return plain(process.getuid?.() === 0 ? line : `sudo ${line}`);
  }
  return CONTAINER_CURE;
}
