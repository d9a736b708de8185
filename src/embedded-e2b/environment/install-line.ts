import { readFileSync } from "node:fs";
import type { Host } from "./host.ts";

/** What has to be installed, as each package manager names it. */
const PACKAGES = {
  python: {
    apt: "python3 python3-pip python3-venv",
    dnf: "python3 python3-pip",
    zypper: "python311 python311-pip",
    pacman: "python python-pip",
    apk: "python3 py3-pip",
  },
  bubblewrap: {
    apt: "bubblewrap",
    dnf: "bubblewrap",
    zypper: "bubblewrap",
    pacman: "bubblewrap",
    apk: "bubblewrap",
  },
} as const;

type Manager = keyof typeof PACKAGES.python;

const COMMANDS: Readonly<Record<Manager, string>> = {
  apt: "apt-get install -y",
  dnf: "dnf install -y",
  zypper: "zypper install -y",
  pacman: "pacman -S --noconfirm",
  apk: "apk add",
};

/** By the distribution's ID or one of those it is like, as `/etc/os-release` has them. */
const MANAGERS: Readonly<Record<string, Manager>> = {
  debian: "apt",
  ubuntu: "apt",
  fedora: "dnf",
  rhel: "dnf",
  suse: "zypper",
  opensuse: "zypper",
  arch: "pacman",
  alpine: "apk",
};

/** The exact line that installs it on this machine. */
export function installLine(
  what: keyof typeof PACKAGES,
  host: Pick<Host, "uid">,
  osRelease = readOsRelease(),
): string {
  const ids = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]+)"?$/gm)].flatMap((match) =>
    (match[1] ?? "").split(" "),
  );
  const manager = ids.map((id) => MANAGERS[id]).find((found) => found !== undefined) ?? "apt";
  const line = `${COMMANDS[manager]} ${PACKAGES[what][manager]}`;
  return host.uid === 0 ? line : `sudo ${line}`;
}

function readOsRelease(): string {
  try {
    return readFileSync("/etc/os-release", "utf8");
  } catch {
    return "";
  }
}
