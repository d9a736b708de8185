import { lookup } from "node:dns/promises";
import { connect, isIP, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import type { OpenAddress } from "../../../tools/ports/sandbox.ts";
import { addressText, isListed, isWebPort, type NetworkPolicy } from "./network-policy.ts";
import { isLinkLocal, isPublicAddress } from "./public-address.ts";
import { Refusal } from "./refusal.ts";

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const resolveName: Resolve = async (host) =>
  (await lookup(host, { all: true, order: "ipv4first" })).map(({ address }) => address);

/** A name with very many addresses must not keep a connection waiting for each. */
const MAX_ATTEMPTS = 4;
const CONNECT_MS = 10_000;

/** The two steps to the outside. */
export interface Reach {
  readonly resolve: Resolve;
  /** Connects to an address, never to a name; gives up after some seconds. */
  readonly connect: (address: string, port: number) => Promise<Socket>;
}

/** Whether a policy could let this pass at all, before any name is looked up. Raises `Refusal`. */
function checkAllowed(policy: NetworkPolicy, target: OpenAddress): void {
  if (isListed(policy, target)) return;
  if (!policy.internet) throw new Refusal(403, "This sandbox has no internet access");
  if (!isWebPort(target.port)) {
    throw new Refusal(403, `Port ${target.port} is not open to this sandbox`);
  }
}

/**
 * Connects to what a policy allows. The name is resolved here and the connection goes to the very
 * address that was checked, so a name cannot change its meaning in between. Raises `Refusal`.
 */
export async function reach(
  policy: NetworkPolicy,
  target: OpenAddress,
  { resolve, connect: connectTo }: Reach,
): Promise<Socket> {
  checkAllowed(policy, target);
  const found = isIP(target.host) === 0 ? await addressesOf(target.host, resolve) : [target.host];
  const own = ownAddresses();
  const allowed = isListed(policy, target)
    ? found.filter((address) => !isLinkLocal(address))
    : found.filter((address) => isPublicAddress(address) && !own.has(address));
  if (allowed.length === 0) {
    throw new Refusal(403, `${target.host} is not on the public internet`);
  }
  let cause = "";
  for (const address of allowed.slice(0, MAX_ATTEMPTS)) {
    try {
      return await connectTo(address, target.port);
    } catch (error) {
      cause = (error as NodeJS.ErrnoException).code ?? "no answer";
    }
  }
  throw new Refusal(502, `${addressText(target)} cannot be reached: ${cause}`);
}

async function addressesOf(host: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    const found = await resolve(host);
    if (found.length > 0) return found;
  } catch {
    // No such name, or no resolver.
  }
  throw new Refusal(502, `The name ${host} cannot be resolved`);
}

/** This machine's, which may be public: what listens here trusts who is here. */
function ownAddresses(): ReadonlySet<string> {
  return new Set(
    Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)),
  );
}

function connectDirectly(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
    const timer = setTimeout(
      () => socket.destroy(Object.assign(new Error("timeout"), { code: "ETIMEDOUT" })),
      CONNECT_MS,
    );
    socket.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.removeAllListeners("error");
      resolve(socket);
    });
  });
}

/** The system's resolver, and a connection of this machine's own. */
export const directly: Reach = { resolve: resolveName, connect: connectDirectly };
