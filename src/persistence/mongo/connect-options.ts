/** For both drivers: a server that is away is told within seconds, and none hangs a run for ever. */
export const CONNECT_OPTIONS = {
  appName: "e2b-data-analyst",
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  socketTimeoutMS: 60_000,
  // An absent field stays absent; the drivers would write null.
  ignoreUndefined: true,
} as const;
