import { isDeepStrictEqual } from "node:util";
import type { SandboxSetup } from "../../ports/sandbox.ts";
import type { SdkSandbox } from "../e2b/sdk.ts";
import { withAliases } from "../loopback-alias.ts";
import { networkOptions, type LookUp, type NetworkOptions } from "./network.ts";
import type { Variables } from "./variables.ts";

/** A setup as a service takes it. */
export interface Wanted {
  /** The kind of service that it is for. */
  readonly filtersPorts: boolean;
  readonly envs: Variables;
  readonly network: NetworkOptions;
}

export async function wantedOf(
  setup: SandboxSetup,
  filtersPorts: boolean,
  lookUp: LookUp,
): Promise<Wanted> {
  const hosts = setup.addresses.map(({ host }) => host);
  return {
    filtersPorts,
    envs: filtersPorts ? withAliases(setup.envs, hosts) : setup.envs,
    network: await networkOptions(setup, filtersPorts, lookUp),
  };
}

/** What a sandbox with this setup is created with. */
export function creationOptions({ envs, network }: Wanted) {
  const { allowInternetAccess, allowOut } = network;
  return {
    envs: { ...envs },
    allowInternetAccess,
    ...(allowOut.length > 0 ? { network: { allowOut: [...allowOut] } } : {}),
  };
}

/** Gives a running sandbox the network of a setup. */
export async function setNetwork(sdk: SdkSandbox, { network }: Wanted): Promise<void> {
  const { allowInternetAccess, allowOut } = network;
  await sdk.updateNetwork({
    allowInternetAccess,
    ...(allowOut.length > 0 ? { allowOut: [...allowOut] } : {}),
  });
}

const NAMES = "variables";

/** The names of its variables go with a sandbox, so that a later process knows what to take away. */
export const namesAsMetadata = (envs: Variables): Record<string, string> =>
  Object.keys(envs).length === 0 ? {} : { [NAMES]: Object.keys(envs).join(" ") };

export const namesOf = (metadata: Readonly<Record<string, string>>): string[] =>
  (metadata[NAMES] ?? "").split(" ").filter((name) => name !== "");

interface Changeable {
  readonly sdk: SdkSandbox;
  readonly setVariables: (envs: Variables) => Promise<void>;
}

/** Brings what holds one setup up to another. */
export async function bringUp(
  { sdk, setVariables }: Changeable,
  from: Wanted,
  to: Wanted,
): Promise<void> {
  if (!isDeepStrictEqual(from.network, to.network)) await setNetwork(sdk, to);
  if (!isDeepStrictEqual(from.envs, to.envs)) await setVariables(to.envs);
}
