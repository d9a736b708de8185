import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installOnce, pipInstall, type Installed } from "./install.ts";
import { freePort, startOn, type RunningServer } from "./start.ts";

const VERSION = "0.7.0b3";

/** A server that speaks MongoDB's protocol and keeps what it has acknowledged. */
export const installSecantus = async (): Promise<Installed> =>
  installOnce(`secantusdb-${VERSION}`, async (folder) =>
    pipInstall(folder, `secantusdb==${VERSION}`),
  );

export interface MongoServer extends RunningServer {
  /** Without a database. */
  readonly uri: string;
  /** Dies as when the power fails, and starts again on the same port and data. */
  restart(): Promise<void>;
}

/** Starts it on an empty folder, which goes with it. */
export async function startSecantus(folder: string): Promise<MongoServer> {
  const data = await mkdtemp(join(tmpdir(), "secantus-"));
  const port = await freePort();
  const start = async () =>
    startOn(port, [
      join(folder, "bin/secantusd-py"),
      "--host=127.0.0.1",
      `--port=${port}`,
      `--storage-path=${data}`,
      // Otherwise it hangs when a collection is made twice at once,
      "--standalone",
      // and loses writes when it is killed.
      "--sync-on-commit",
    ]);
  let server = await start();
  return {
    port,
    uri: `mongodb://127.0.0.1:${port}`,
    kill: async () => server.kill(),
    async restart() {
      await server.kill();
      server = await start();
    },
    async stop() {
      await server.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}
