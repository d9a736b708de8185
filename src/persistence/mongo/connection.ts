import mongoose, { type Connection } from "mongoose";
import type { MongoPlace } from "./errors.ts";
import { CONNECT_OPTIONS } from "./connect-options.ts";
import { defineModels, type Models } from "./models.ts";

export interface MongoConnection {
  /** The models, their indexes made; connects at the first call and again after a failure. */
  readonly models: () => Promise<Models>;
  /** The server's time in milliseconds: what all replicas agree on. */
  readonly serverTime: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** One pool of mongoose's driver. Nothing is contacted before the first use. */
export function createMongoConnection({ uri }: MongoPlace): MongoConnection {
  let opened: Promise<Models> | undefined;
  let connection: Connection | undefined;

  const open = async (): Promise<Models> => {
    // Of our own, so that a host application's default connection stays its own.
    const fresh = mongoose.createConnection();
    try {
      await fresh.openUri(uri, { ...CONNECT_OPTIONS, autoCreate: false, autoIndex: false });
      const models = defineModels(fresh);
      for (const model of Object.values(models)) await model.createIndexes();
      connection = fresh;
      return models;
    } catch (error) {
      await fresh.destroy().catch(() => undefined);
      throw error;
    }
  };
  const models = async (): Promise<Models> => {
    opened ??= open();
    try {
      return await opened;
    } catch (error) {
      opened = undefined;
      throw error;
    }
  };

  return {
    models,
    async serverTime() {
      await models();
      const answer = await connection?.db?.command({ hello: 1 });
      return answer?.["localTime"] instanceof Date ? answer["localTime"].getTime() : Date.now();
    },
    async close() {
      await opened?.catch(() => undefined);
      opened = undefined;
      await connection?.destroy();
    },
  };
}
