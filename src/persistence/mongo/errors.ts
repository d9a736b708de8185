import { AnalystError } from "../../../tools/errors.ts";

/** A database and how it may be named in front of people: by its hosts, never with a password. */
export interface MongoPlace {
  readonly uri: string;
  readonly hosts: string;
}

const UNREACHABLE = new Set([
  "MongoServerSelectionError",
  "MongooseServerSelectionError",
  "MongoNetworkError",
  "MongoNetworkTimeoutError",
  "MongoPoolClearedError",
  "MongoTopologyClosedError",
  "MongoNotConnectedError",
  "MongoClientClosedError",
]);

/** Unauthorized, and authentication failed. */
const REFUSED = new Set<unknown>([13, 18]);

const field = (error: unknown, name: string): unknown =>
  typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;

/** A unique index was hit. */
export const isDuplicate = (error: unknown): boolean => field(error, "code") === 11_000;

/** The error of a driver as `state_unusable`, where it is about the server; else as it was. */
export function toStateError(error: unknown, { hosts }: MongoPlace): unknown {
  if (UNREACHABLE.has(String(field(error, "name")))) {
    return new AnalystError(
      "state_unusable",
      {
        en: `The database at ${hosts} does not answer. Check MONGO_URI and that the server runs.`,
        zh: `位于 ${hosts} 的数据库没有响应。请检查 MONGO_URI，并确认服务器正在运行。`,
      },
      { retryable: true, cause: error },
    );
  }
  if (REFUSED.has(field(error, "code"))) {
    return new AnalystError(
      "state_unusable",
      {
        en: `The database at ${hosts} refuses us: check the account and password of MONGO_URI.`,
        zh: `位于 ${hosts} 的数据库拒绝了访问：请检查 MONGO_URI 中的账户和密码。`,
      },
      { cause: error },
    );
  }
  return error;
}

/** The same repository, with the driver's faults told as ours. */
export function withStateErrors<T extends object>(repository: T, place: MongoPlace): T {
  const methods = Object.entries(repository).map(([name, method]) => [
    name,
    async (...args: unknown[]): Promise<unknown> => {
      try {
        return await (method as (...given: unknown[]) => Promise<unknown>)(...args);
      } catch (error) {
        throw toStateError(error, place);
      }
    },
  ]);
  return Object.fromEntries(methods) as T;
}
