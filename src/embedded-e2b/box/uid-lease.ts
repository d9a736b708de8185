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

/**
 * Takes a free id. The lease is a socket with an abstract name: two servers cannot both have it, and
 * the kernel ends it with the server, however that ends.
 */
export async function leaseUid(): Promise<UidLease> {
  const range = RANGES.find(({ first, count }) => isMapped(first, count));
  if (range === undefined) {
    throw isolationError({
      en: "This container maps too few user ids to give each sandbox one of its own.",
      zh: "此容器映射的用户 ID 太少，无法为每个沙箱分配独立的用户。",
      cure: { en: "Start the program as an ordinary user.", zh: "请以普通用户身份启动程序。" },
    });
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const uid = range.first + randomInt(range.count);
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

function isMapped(first: number, count: number): boolean {
  const lines = readFileSync("/proc/self/uid_map", "utf8").trim().split("\n");
  return lines.some((line) => {
    const [inside = 0, , length = 0] = line.trim().split(/\s+/).map(Number);
    return first >= inside && first + count <= inside + length;
  });
}
