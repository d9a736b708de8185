/**
 * How a box gets its `/proc`. `own`: bubblewrap mounts one, which shows the box's processes alone.
 * `uncovered`: the same, after root has mounted a whole one for bubblewrap to see, because a kernel
 * refuses a new one beside one of which parts are covered, as a container's are. `facts`: some files
 * about the machine, and no process; what is left to those who are not root in such a container.
 */
export type ProcKind = "own" | "uncovered" | "facts";

const FACTS = ["cpuinfo", "meminfo", "stat", "loadavg", "uptime", "version", "filesystems"];

export function procMounts(kind: ProcKind): string[] {
  if (kind !== "facts") return ["--proc", "/proc"];
  const files = FACTS.flatMap((name) => ["--ro-bind", `/proc/${name}`, `/proc/${name}`]);
  return ["--dir", "/proc", ...files];
}

/** The command that starts another one as a user, in mounts of its own with a whole `/proc`. */
export function behindWholeProc(uid: number, command: string, args: readonly string[]): string[] {
  const asUser = ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "--"];
  // The shell's own variable would be read inside as /proc/1/environ.
  const mountFirst = 'mount -t proc proc /proc && unset PWD && exec "$@"';
  const inMounts = ["unshare", "--mount", "--propagation", "private", "--", "sh", "-c", mountFirst];
  return [...inMounts, "sh", ...asUser, command, ...args];
}
