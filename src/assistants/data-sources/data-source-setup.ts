import type { SandboxSetup } from "../../../tools/ports/sandbox.ts";
import type { DataSource } from "./data-source.ts";

/** `Sales (EU)` → `SALES_EU`. */
const variableName = (name: string) =>
  name
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");

/** What the sandbox of an assistant needs for its databases: variables for the code, addresses for the network. */
export function dataSourceSetup(
  sources: readonly DataSource[],
): Pick<SandboxSetup, "envs" | "addresses"> {
  const variables = sources.flatMap(({ type, name, host, port, database, user, password }) => {
    const prefix = `DB_${variableName(name)}`;
    return [
      [`${prefix}_TYPE`, type],
      [`${prefix}_HOST`, host],
      [`${prefix}_PORT`, String(port)],
      [`${prefix}_NAME`, database],
      [`${prefix}_USER`, user],
      [`${prefix}_PASSWORD`, password],
    ] as const;
  });
  return {
    envs: Object.fromEntries(variables),
    addresses: sources.map(({ host, port }) => ({ host, port })),
  };
}
