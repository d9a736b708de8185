import { CLOSED, parseAddress, type NetworkPolicy } from "../relay/network-policy.ts";
import { ApiError } from "./api-error.ts";
import type { Network } from "./schemas.ts";

const EVERYWHERE = ["0.0.0.0/0", "::/0"];
/** Each takes a place on the sandbox's loopback. */
const MAX_ADDRESSES = 64;

/**
 * What a request allows a sandbox to reach: nothing unless asked for. E2B's `allowOut` names hosts;
 * here each entry must name a port as well, `host:port`, because a host of somebody's own network is
 * opened by it. What this server cannot do is refused rather than half obeyed.
 */
export function networkOf(
  allowInternetAccess: boolean | undefined,
  network: Network | undefined,
): NetworkPolicy {
  const allowed = network?.allowOut ?? [];
  const denied = network?.denyOut ?? [];
  if (Object.keys(network?.rules ?? {}).length > 0 || (network?.egressProxy ?? null) !== null)
    throw refusal("has no rules and no proxies for what a sandbox sends");
  if (denied.some((target) => !EVERYWHERE.includes(target)))
    throw refusal("denies all or nothing: denyOut takes 0.0.0.0/0 only");
  const names = allowed.filter((target) => !EVERYWHERE.includes(target));
  if (names.length > MAX_ADDRESSES) throw refusal(`allows ${MAX_ADDRESSES} addresses at most`);
  const addresses = names.map((name) => {
    const address = parseAddress(name);
    if (address === undefined) throw refusal(`takes host:port in allowOut, not '${name}'`);
    return address;
  });
  // As with E2B, what is allowed wins over what is denied.
  const everywhere = allowed.length > names.length;
  const wanted = network?.allow_internet_access ?? allowInternetAccess ?? CLOSED.internet;
  return { internet: everywhere || (wanted && denied.length === 0), addresses };
}

function refusal(what: string): ApiError {
  return new ApiError(400, `The embedded E2B server ${what}`);
}
