import { AnalystError } from "../../tools/errors.ts";
import type { SandboxSetup } from "../../tools/ports/sandbox.ts";

export const DATA_SOURCE_TYPES = ["postgresql", "mysql", "mariadb"] as const;
export type DataSourceType = (typeof DATA_SOURCE_TYPES)[number];

/** A database of an assistant's, its password in clear. */
export interface DataSource {
  readonly type: DataSourceType;
  /** What people call it, and what `connect(name)` takes. */
  readonly name: string;
  readonly config: {
    readonly host: string;
    /** Absent: the usual one of its type. */
    readonly port?: number;
    readonly database: string;
    readonly user: string;
    readonly password: string;
  };
}

const USUAL_PORT: Readonly<Record<DataSourceType, number>> = {
  postgresql: 5432,
  mysql: 3306,
  mariadb: 3306,
};

/** The part of an environment variable's name that stands for a data source: `Sales 2024` → `SALES_2024`. */
export function variablePart(name: string): string {
  return name
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, "_")
    .replaceAll(/^_|_$/g, "");
}

/**
 * What the sandbox of an assistant needs to reach its databases: the variables `DB_<NAME>_TYPE`,
 * `_HOST`, `_PORT`, `_USER`, `_PASSWORD` and `_NAME`, and the addresses. Raises `input_invalid` for
 * a name without a letter or digit of ASCII, and for two names that come to the same variables.
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
  const all = [...byPart];
  return {
    envs: Object.fromEntries(all.flatMap(([part, source]) => variables(part, source))),
    addresses: all.map(([, source]) => ({ host: hostOf(source), port: portOf(source) })),
  };
}

const portOf = ({ type, config }: DataSource) => config.port ?? USUAL_PORT[type];

/** `[::1]` is how an address with colons is written beside a port. */
const hostOf = ({ config }: DataSource) => config.host.trim().replace(/^\[(.*)\]$/, "$1");

function variables(part: string, source: DataSource): [string, string][] {
  const { type, config } = source;
  const values = {
    TYPE: type,
    HOST: hostOf(source),
    PORT: String(portOf(source)),
    USER: config.user,
    PASSWORD: config.password,
    NAME: config.database,
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
