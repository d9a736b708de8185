import { chmod, chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { asNobody, unpackPackages } from "./debian.ts";
import { installOnce, step, type Installed } from "./install.ts";
import { freePort, startOn, type RunningServer } from "./start.ts";

/** The machine's own where it has one, else Debian's unpacked; `folder` holds `bin`. */
export async function installPostgres(): Promise<Installed> {
  const own = await binaries("/usr/lib/postgresql");
  if (own !== undefined) return { folder: own };
  const installed = await installOnce("postgresql-of-debian", async (folder) => {
    await unpackPackages(folder, ["postgresql"]);
    if ((await binaries(join(folder, "usr/lib/postgresql"))) === undefined)
      throw new Error("Debian's package holds no server");
  });
  if ("missing" in installed) return installed;
  return { folder: (await binaries(join(installed.folder, "usr/lib/postgresql"))) ?? "" };
}

async function binaries(root: string): Promise<string | undefined> {
  const versions = await readdir(root).catch(() => []);
  for (const version of versions.toSorted((a, b) => Number(b) - Number(a))) {
    const names = await readdir(join(root, version, "bin")).catch((): string[] => []);
    if (names.includes("postgres") && names.includes("initdb")) return join(root, version);
  }
  return undefined;
}

/** Starts one in a folder that goes with it; `sql` is run by its superuser, a statement at a time. */
export async function startPostgres(
  folder: string,
  sql: readonly string[],
): Promise<RunningServer> {
  const bin = join(folder, "bin");
  const data = await mkdtemp("/tmp/postgres-");
  if (process.getuid?.() === 0) await chown(data, 65_534, 65_534);
  await chmod(data, 0o700);
  const port = await freePort();
  const local = { LC_ALL: "C.UTF-8" };
  const manner = [
    "--auth-local=trust",
    "--auth-host=scram-sha-256",
    "--encoding=UTF8",
    "-U",
    "root",
  ];
  await step(asNobody([join(bin, "initdb"), "-D", `${data}/data`, ...manner]), local);
  const server = await startOn(
    port,
    asNobody([
      join(bin, "postgres"),
      "-D",
      `${data}/data`,
      "-k",
      data,
      "-p",
      String(port),
      "-c",
      "listen_addresses=127.0.0.1",
    ]),
    local,
  );
  const commands = sql.flatMap((statement) => ["-c", statement]);
  const where = ["-h", data, "-p", String(port), "-U", "root", "-d", "postgres"];
  await step(
    asNobody([join(bin, "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", ...where, ...commands]),
    local,
  );
  const stop = async () => {
    await server.stop();
    await rm(data, { recursive: true, force: true });
  };
  return { ...server, stop };
}
