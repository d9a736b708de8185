/**
 * Where a box's `/proc` comes from. `own`: a mount of its own, which shows its processes alone.
 * `outer`: the one outside, read-only, whose processes belong to others and tell only their names.
 * `facts`: some files about the machine, and no process.
 */
export type ProcKind = "own" | "outer" | "facts";

const FACTS = ["cpuinfo", "meminfo", "stat", "loadavg", "uptime", "version", "filesystems"];

export function procMounts(kind: ProcKind): string[] {
  if (kind === "own") return ["--proc", "/proc"];
  if (kind === "outer") return ["--ro-bind", "/proc", "/proc"];
  const files = FACTS.flatMap((name) => ["--ro-bind", `/proc/${name}`, `/proc/${name}`]);
  return ["--dir", "/proc", ...files];
}
