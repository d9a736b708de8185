/** The version of E2B's envd whose features these routes have; the SDK asks for nothing beyond it. */
export const ENVD_VERSION = "0.6.13";
