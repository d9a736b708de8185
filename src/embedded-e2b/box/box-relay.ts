import { chmod, chown, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CLOSED, type NetworkPolicy } from "../relay/network-policy.ts";
import { hostsFile, listenPoints } from "../relay/points.ts";
import { startRelay } from "../relay/relay.ts";
import type { Agent, BoxOptions } from "./types.ts";

/** The name of the relay's socket in its folder. */
export const RELAY_SOCKET = "relay.sock";

/** Where code in every box finds the relay, as a proxy; `inside/relay.py` listens there. */
export const PROXY_HOST = "127.0.0.2";
export const PROXY_PORT = 3128;

/** The way out of one box: the relay, and what in the box leads to it. */
export interface BoxRelay {
  /** Raises `AgentFault` when the box does not answer. */
  setNetwork(policy: NetworkPolicy, agent: Agent): Promise<void>;
  close(): Promise<void>;
}

/** Makes the relay in its folder, open to the box's user alone, before the box starts. */
export async function makeBoxRelay(
  folder: string,
  { reach }: Pick<BoxOptions, "reach">,
  uid: number | undefined,
): Promise<BoxRelay> {
  const path = join(folder, RELAY_SOCKET);
  const relay = await startRelay({ path, reach });
  await chmod(path, 0o600);
  if (uid !== undefined) await chown(path, uid, uid);
  await writeHosts(folder, CLOSED);
  let listens = false;
  return {
    async setNetwork(policy, agent) {
      relay.setPolicy(policy);
      await writeHosts(folder, policy);
      const points = listenPoints(policy);
      if (listens || points.length > 0) await agent.listen(points);
      listens = points.length > 0;
    },
    close: () => relay.close(),
  };
}

async function writeHosts(folder: string, policy: NetworkPolicy): Promise<void> {
  const file = join(folder, "hosts");
  await writeFile(`${file}.new`, hostsFile(policy), { mode: 0o644 });
  await rename(`${file}.new`, file);
}
