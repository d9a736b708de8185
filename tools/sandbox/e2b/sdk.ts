import { E2B, type Sandbox } from "@e2b/code-interpreter";

/** A sandbox as the SDK gives it. */
export type SdkSandbox = Sandbox;
export type SdkClient = E2B;

/** Where E2B's API is: the cloud by the key alone, the embedded server by its address as well. */
export interface E2BConnection {
  readonly apiKey: string;
  readonly apiUrl?: string;
  readonly sandboxUrl?: string;
  readonly domain?: string;
  /** True for the embedded server: it opens `host:port`, and gives a bare address an alias inside. */
  readonly filtersPorts?: boolean;
}

/** A client that is bound to one connection and reads no environment variable for it. */
export function createClient({ apiKey, apiUrl, sandboxUrl, domain }: E2BConnection): SdkClient {
  return new E2B({
    apiKey,
    ...(apiUrl === undefined ? {} : { apiUrl }),
    ...(sandboxUrl === undefined ? {} : { sandboxUrl }),
    ...(domain === undefined ? {} : { domain }),
  });
}
