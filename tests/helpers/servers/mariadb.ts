import { chmod, chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { asNobody, unpackPackages } from "./debian.ts";
import { installOnce, step, type Installed } from "./install.ts";
import { freePort, startOn, type RunningServer } from "./start.ts";

export const installMariadb = async (): Promise<Installed> =>
  installOnce("mariadb-of-debian", async (folder) => {
    await unpackPackages(folder, ["mariadb-server-core", "mariadb-client-core"]);
    await step([join(folder, "usr/sbin/mariadbd"), "--version"], await librariesOf(folder));
  });

async function librariesOf(folder: string): Promise<Record<string, string>> {
  const lib = join(folder, "usr/lib");
  const names = (await readdir(lib)).filter((name) => name.includes("-linux-"));
  return { LD_LIBRARY_PATH: names.map((name) => join(lib, name)).join(":") };
}

/** Starts one with a database `sales`, in a folder that goes with it; `sql` is run by its root. */
export async function startMariadb(folder: string, sql: string): Promise<RunningServer> {
  const usr = join(folder, "usr");
  const data = await mkdtemp("/tmp/mariadb-");
  if (process.getuid?.() === 0) await chown(data, 65_534, 65_534);
  await chmod(data, 0o700);
  const variables = await librariesOf(folder);
  const port = await freePort();
  const common = ["--no-defaults", `--basedir=${usr}`, `--datadir=${data}/data`] as const;
  await step(
    asNobody([
      join(usr, "bin/mariadb-install-db"),
      ...common,
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
    ]),
    variables,
  );
  const server = await startOn(
    port,
    asNobody([
      join(usr, "sbin/mariadbd"),
      ...common,
      `--lc-messages-dir=${join(usr, "share/mysql")}`,
      `--socket=${data}/socket`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
    ]),
    variables,
  );
  const client = [
    join(usr, "bin/mariadb"),
    "--no-defaults",
    "--user=root",
    `--socket=${data}/socket`,
  ];
  await step(
    asNobody([
      client[0]!,
      ...client.slice(1),
      "--default-character-set=utf8mb4",
      `--execute=${sql}`,
    ]),
    variables,
  );
  const stop = async () => {
    await server.stop();
    await rm(data, { recursive: true, force: true });
  };
  return { ...server, stop };
}
