import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { S3Settings } from "../../../src/files/stores/s3.ts";
import { goInstall } from "./go.ts";
import { installOnce, type Installed } from "./install.ts";
import { freePort, startOn, type RunningServer } from "./start.ts";

const VERSION = "1.8.0";
export const S3_KEY = { accessKeyId: "tester", secretAccessKey: "tester-secret" };

/** An S3 server that checks signatures and checksums. */
export const installVersitygw = async (): Promise<Installed> =>
  installOnce(`versitygw-${VERSION}`, async (folder) =>
    goInstall(folder, `github.com/versity/versitygw/cmd/versitygw@v${VERSION}`),
  );

export interface S3Server extends RunningServer {
  readonly settings: S3Settings;
}

/** Starts it on an empty folder, which goes with it, and makes one bucket. */
export async function startVersitygw(folder: string): Promise<S3Server> {
  const data = await mkdtemp(join(tmpdir(), "versitygw-"));
  const parts = ["iam", "data", "sidecar"].map((name) => join(data, name));
  for (const part of parts) await mkdir(part);
  const [iam = "", objects = "", sidecar = ""] = parts;
  const port = await freePort();
  const { accessKeyId, secretAccessKey } = S3_KEY;
  const general = ["--port", `127.0.0.1:${port}`, "--quiet", "--iam-dir", iam];
  const account = ["--access", accessKeyId, "--secret", secretAccessKey];
  // Metadata beside the data: not every file system keeps extended attributes.
  const backend = ["posix", "--sidecar", sidecar, objects];
  const command = [...general, ...account, ...backend];
  const server = await startOn(port, [join(folder, "versitygw"), ...command]);
  const settings: S3Settings = {
    bucket: "analyst",
    region: "us-east-1",
    credentials: S3_KEY,
    endpoint: `http://127.0.0.1:${port}`,
    forcePathStyle: true,
    linkSeconds: 120,
  };
  const { S3Client, CreateBucketCommand } = await import("@aws-sdk/client-s3");
  const client = new S3Client(settings);
  await client.send(new CreateBucketCommand({ Bucket: settings.bucket }));
  client.destroy();
  const stop = async () => {
    await server.stop();
    await rm(data, { recursive: true, force: true });
  };
  return { ...server, settings, stop };
}
