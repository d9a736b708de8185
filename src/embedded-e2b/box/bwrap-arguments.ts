import { existsSync, lstatSync, readlinkSync } from "node:fs";
import { procMounts, type ProcKind } from "./proc-mounts.ts";
import { systemFiles } from "./system-files.ts";

export interface BwrapPlan {
  readonly home: string;
  readonly sockets: string;
  readonly agent: string;
  readonly etc: string;
  readonly readOnlyPaths: readonly string[];
  /** Read-only inside: the socket of the relay, and the file of hosts. */
  readonly relay: string;
  readonly proc: ProcKind;
  readonly sharedMemoryMb: number;
  readonly temporaryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly seccompFd: number | undefined;
  readonly infoFd: number;
  readonly blockFd: number;
}

/** Paths inside a box. */
export const inside = {
  home: "/home/user",
  sockets: "/run/e2b",
  agent: "/opt/e2b/agent",
  relay: "/run/e2b-relay",
} as const;

export const boxUid = 1000;

const MIB = 1024 * 1024;

/** Of the host's `/etc`: what programs need to run, and nothing that tells who uses the machine. */
const HOST_ETC = [
  "alternatives",
  "ld.so.cache",
  "ld.so.conf",
  "ld.so.conf.d",
  "localtime",
  "timezone",
  "mime.types",
  "fonts",
  "ssl/certs",
  "ssl/openssl.cnf",
  "pki/ca-trust",
  "pki/tls/certs",
  "crypto-policies",
  "ca-certificates",
  "protocols",
  "services",
];

/**
 * The arguments of bubblewrap for one box. Mounts happen in this order: what lies deeper must come
 * later, or it is hidden.
 */
export function bwrapArguments(plan: BwrapPlan): string[] {
  const { seccompFd } = plan;
  return [
    ["--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try"],
    ["--unshare-net"],
    ["--uid", `${boxUid}`, "--gid", `${boxUid}`, "--hostname", "e2b", "--cap-drop", "ALL"],
    ["--disable-userns"],
    ["--die-with-parent", "--new-session"],
    seccompFd === undefined ? [] : ["--seccomp", `${seccompFd}`],
    ["--info-fd", `${plan.infoFd}`, "--block-fd", `${plan.blockFd}`],
    ["--clearenv"],
    ...Object.entries(plan.environment).map(([name, value]) => ["--setenv", name, value]),
    systemMounts(),
    procMounts(plan.proc),
    ["--dev", "/dev"],
    temporary("/dev/shm", plan.sharedMemoryMb),
    temporary("/tmp", plan.temporaryMb),
    ["--symlink", "/tmp", "/var/tmp"],
    etcMounts(plan.etc),
    ["--bind", plan.home, inside.home],
    ["--bind", plan.sockets, inside.sockets],
    ["--ro-bind", plan.relay, inside.relay],
    ["--ro-bind", plan.agent, inside.agent],
    ...plan.readOnlyPaths
      .filter((path) => path !== "/usr" && !path.startsWith("/usr/"))
      .map((path) => ["--ro-bind", path, path]),
    // Both are bubblewrap's own and writable, without a bound, until told otherwise.
    ["--remount-ro", "/dev", "--remount-ro", "/"],
    ["--chdir", inside.home],
  ].flat();
}

function temporary(path: string, mb: number): string[] {
  return ["--perms", "1777", "--size", `${mb * MIB}`, "--tmpfs", path];
}

/** `/usr` and the names in `/` that lead into it, as links or as folders, whatever the host has. */
function systemMounts(): string[] {
  const mounts = ["--ro-bind", "/usr", "/usr"];
  for (const path of ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]) {
    const facts = lstatSync(path, { throwIfNoEntry: false });
    if (facts?.isSymbolicLink() === true) mounts.push("--symlink", readlinkSync(path), path);
    else if (facts?.isDirectory() === true) mounts.push("--ro-bind", path, path);
  }
  // Settings of programs can hold keys, those of package registries for one.
  for (const path of ["/usr/etc", "/usr/local/etc"]) {
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
      mounts.push("--size", "4096", "--tmpfs", path, "--remount-ro", path);
  }
  return mounts;
}

function etcMounts(own: string): string[] {
  const theirs = HOST_ETC.filter((name) => existsSync(`/etc/${name}`));
  return [
    ...Object.keys(systemFiles).flatMap((name) => ["--ro-bind", `${own}/${name}`, `/etc/${name}`]),
    // A link, because the file behind it is replaced when the network changes.
    "--symlink",
    `${inside.relay}/hosts`,
    "/etc/hosts",
    ...theirs.flatMap((name) => ["--ro-bind", `/etc/${name}`, `/etc/${name}`]),
  ];
}
