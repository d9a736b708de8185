import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { isolationError } from "./isolation-error.ts";

/**
 * A user id that no account has, for one box. Where the server is root, each box has its own, so
 * that boxes are strangers to each other and to the host also where a namespace leaks.
 */
export interface UidLease {
  readonly uid: number;
  release(): void;
}

/** Above what systemd gives to containers and below 2^31; the second where a container maps few ids. */
const RANGES = [
  { first: 1_900_000_000, count: 65_536 },
  { first: 60_600, count: 500 },
] as const;

const ATTEMPTS = 64;

/** Capabilities by their number: CHOWN, SETGID, SETUID. */
const NEEDED = [0, 6, 7];

/** Reads a file of `/proc/self`. */
export type ReadSelf = (name: string) => string;

/**
 * Whether boxes have users of their own here: they do where this process is root. The root of a
 * namespace with few ids, a container that an ordinary user has started, is no other than that user.
 * Raises `sandbox_isolation` for a root that may not give ids away, because its own rights must not
 * reach into a box.
 */
export function boxesHaveUsers(uid = process.getuid?.(), read: ReadSelf = readSelf): boolean {
  if (uid !== 0 || freeRange(read) === undefined) return false;
  const mask = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(read("status"))?.[1] ?? "0"}`);
  if (NEEDED.every((bit) => (mask >> BigInt(bit)) & 1n)) return true;
  throw isolationError({
    en: "This container's root may not give sandboxes a user of their own.",
    zh: "此容器的 root 无权为沙箱分配独立用户。",
    cure: { en: "Start the program as an ordinary user.", zh: "请以普通用户身份启动程序。" },
  });
}

/**
 * Takes a free id. The lease is a socket with an abstract name: two servers cannot both have it, and
 * the kernel ends it with the server, however that ends.
 */
export async function leaseUid(): Promise<UidLease> {
  const { first, count } = freeRange(readSelf) ?? RANGES[0];
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const uid = first + randomInt(count);
    const server = await hold(`\0e2b-analyst-uid-${uid}`);
    if (server !== undefined) return { uid, release: () => void server.close() };
  }
  throw isolationError({
    en: "No free user id was found for a sandbox.",
    zh: "没有找到可供沙箱使用的空闲用户 ID。",
    cure: { en: "Stop sandboxes that are not needed.", zh: "请停止不需要的沙箱。" },
  });
}

function hold(name: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", () => resolve(undefined));
    server.listen({ path: name }, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** The first range that is mapped as a whole into this process's user namespace. */
function freeRange(read: ReadSelf) {
  const maps = read("uid_map").trim().split("\n");
  return RANGES.find(({ first, count }) =>
    maps.some((line) => {
      const [inside = 0, , length = 0] = line.trim().split(/\s+/).map(Number);
      return first >= inside && first + count <= inside + length;
    }),
  );
}

function readSelf(name: string): string {
  return readFileSync(`/proc/self/${name}`, "utf8");
}
