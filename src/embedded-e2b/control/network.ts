import { ApiError } from "./api-error.ts";
import type { Network } from "./schemas.ts";

const EVERYWHERE = "0.0.0.0/0";

/**
 * Whether a sandbox gets the host's network. Off unless asked for. All or nothing is what this
 * server can do, so a request that names hosts is refused rather than half obeyed.
 */
export function internetOf(
  allowInternetAccess: boolean | undefined,
  network: Network | undefined,
): boolean {
  const allowed = network?.allowOut ?? [];
  const denied = network?.denyOut ?? [];
  const filters =
    [...allowed, ...denied].some((target) => target !== EVERYWHERE) ||
    Object.keys(network?.rules ?? {}).length > 0 ||
    (network?.egressProxy ?? null) !== null;
  if (filters) {
    throw new ApiError(
      400,
      "The embedded E2B server cannot filter traffic by host: allow all or no internet access",
    );
  }
  // As with E2B, what is allowed wins over what is denied.
  if (allowed.length > 0) return true;
  if (denied.length > 0) return false;
  return network?.allow_internet_access ?? allowInternetAccess ?? false;
}
