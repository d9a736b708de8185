import { availableParallelism } from "node:os";
import { addressText } from "../relay/network-policy.ts";
import type { LiveSandbox } from "./live-sandbox.ts";

/** What the answers say beside the sandbox's own facts. */
export interface Presentation {
  readonly envdVersion: string;
  /** What `getHost` builds names of; only people and browsers follow them. */
  readonly domain: string;
  readonly memoryMb: number;
  readonly diskMb: number;
}

const CLIENT_ID = "embedded";

/** The answer of create and connect. */
export function createdShape(sandbox: LiveSandbox, presentation: Presentation): object {
  return {
    templateID: sandbox.spec.template,
    sandboxID: sandbox.id,
    clientID: CLIENT_ID,
    alias: sandbox.spec.template,
    envdVersion: presentation.envdVersion,
    envdAccessToken: sandbox.accessToken,
    trafficAccessToken: sandbox.trafficToken ?? null,
    domain: presentation.domain,
  };
}

/** One element of a list. */
export function listedShape(sandbox: LiveSandbox, presentation: Presentation): object {
  return {
    templateID: sandbox.spec.template,
    sandboxID: sandbox.id,
    clientID: CLIENT_ID,
    alias: sandbox.spec.template,
    startedAt: new Date(sandbox.startedAt).toISOString(),
    endAt: new Date(sandbox.endAt).toISOString(),
    cpuCount: availableParallelism(),
    memoryMB: presentation.memoryMb,
    diskSizeMB: presentation.diskMb,
    state: sandbox.state,
    envdVersion: presentation.envdVersion,
    metadata: sandbox.spec.metadata,
  };
}

export function detailShape(sandbox: LiveSandbox, presentation: Presentation): object {
  const { publicTraffic, onTimeout, autoResume } = sandbox.spec;
  const { internet, addresses } = sandbox.network;
  return {
    ...listedShape(sandbox, presentation),
    envdAccessToken: sandbox.accessToken,
    domain: presentation.domain,
    allowInternetAccess: internet,
    network: { allowPublicTraffic: publicTraffic, allowOut: addresses.map(addressText) },
    lifecycle: { onTimeout, autoResume },
  };
}
