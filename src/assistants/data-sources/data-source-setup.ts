import { AnalystError } from "../../../tools/errors.ts";
import type { SandboxSetup } from "../../../tools/ports/sandbox.ts";
import type { DataSource } from "./data-source.ts";

/** The part of a variable's name that stands for a data source: `Sales (EU)` → `SALES_EU`. */
const variablePart = (name: string) =>
  name
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, "_")
    .replaceAll(/^_|_$/g, "");

/** `[::1]` is how an address with colons is written beside a port. */
const bare = (host: string) => host.trim().replace(/^\[(.*)\]$/, "$1");

/**
 * What the sandbox of an assistant needs for its databases: the variables `DB_<NAME>_TYPE`, `_HOST`,
 * `_PORT`, `_USER`, `_PASSWORD` and `_NAME` for the code, the addresses for the network. Raises
 * `input_invalid` for a name without an English letter or digit, and for two names that come to the
 * same variables.
 */
export function dataSourceSetup(
  sources: readonly DataSource[],
): Pick<SandboxSetup, "envs" | "addresses"> {
  const byPart = new Map<string, DataSource>();
  for (const source of sources) {
    const part = variablePart(source.name);
    if (part === "") throw nameless(source.name);
    const other = byPart.get(part);
    if (other !== undefined) throw colliding(other.name, source.name, part);
    byPart.set(part, source);
  }
  return {
    envs: Object.fromEntries([...byPart].flatMap(([part, source]) => variables(part, source))),
    addresses: [...byPart.values()].map(({ host, port }) => ({ host: bare(host), port })),
  };
}

function variables(part: string, source: DataSource): [string, string][] {
  const values = {
    TYPE: source.type,
    HOST: bare(source.host),
    PORT: String(source.port),
    USER: source.user,
    PASSWORD: source.password,
    NAME: source.database,
  };
  return Object.entries(values).map(([suffix, value]) => [`DB_${part}_${suffix}`, value]);
}

function nameless(name: string): AnalystError {
  return new AnalystError("input_invalid", {
    en: `The data source "${name}" needs a name with at least one letter from A to Z or a digit.`,
    zh: `数据源“${name}”的名称至少要包含一个英文字母或数字。`,
  });
}

function colliding(first: string, second: string, part: string): AnalystError {
  return new AnalystError("input_invalid", {
    en: `The data sources "${first}" and "${second}" would both use the variables DB_${part}_…: rename one.`,
    zh: `数据源“${first}”和“${second}”会使用相同的变量 DB_${part}_…：请为其中一个改名。`,
  });
}
