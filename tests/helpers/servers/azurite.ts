import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AzureSettings } from "../../../src/files/stores/azure.ts";
import { installOnce, program, step, type Installed } from "./install.ts";
import { freePort, startOn, type RunningServer } from "./start.ts";

const VERSION = "3.37.0";
const ACCOUNT = "tester";
const KEY = Buffer.from("a key of this test's server only").toString("base64");

/** Microsoft's own emulator of Azure Blob Storage. */
export const installAzurite = async (): Promise<Installed> =>
  installOnce(`azurite-${VERSION}`, async (folder) => {
    const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
    await step([program("npm"), "install", "--prefix", folder, ...quiet, `azurite@${VERSION}`]);
  });

export interface AzureServer extends RunningServer {
  readonly settings: AzureSettings & { readonly connectionString: string };
}

/** Starts it on an empty folder, which goes with it. */
export async function startAzurite(folder: string): Promise<AzureServer> {
  const data = await mkdtemp(join(tmpdir(), "azurite-"));
  const port = await freePort();
  const main = join(folder, "node_modules/azurite/dist/src/blob/main.js");
  const place = ["--blobHost", "127.0.0.1", "--blobPort", String(port), "--location", data];
  const manner = ["--silent", "--disableTelemetry", "--skipApiVersionCheck"];
  const server = await startOn(port, [process.execPath, main, ...place, ...manner], {
    AZURITE_ACCOUNTS: `${ACCOUNT}:${KEY}`,
  });
  const connectionString = [
    "DefaultEndpointsProtocol=http",
    `AccountName=${ACCOUNT}`,
    `AccountKey=${KEY}`,
    `BlobEndpoint=http://127.0.0.1:${port}/${ACCOUNT}`,
  ].join(";");
  const stop = async () => {
    await server.stop();
    await rm(data, { recursive: true, force: true });
  };
  return { ...server, settings: { container: "files", connectionString, linkSeconds: 120 }, stop };
}
