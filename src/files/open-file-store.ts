import { join } from "node:path";
import type { FileStore } from "../../tools/ports/file-store.ts";
import type { Config } from "../config.ts";
import type { Persistence } from "../persistence/persistence.ts";
import { createFileStore } from "./file-store.ts";
import { createAzureBytes } from "./stores/azure.ts";
import type { ByteStore } from "./stores/byte-store.ts";
import { createLocalBytes } from "./stores/local.ts";
import { createS3Bytes } from "./stores/s3.ts";

const MIB = 2 ** 20;

/** Until a container's signed URL is over; LibreChat has no setting for it. */
const AZURE_LINK_S = 3600;

/** LibreChat's name of its container. */
const AZURE_CONTAINER = "files";

/** Where new files of the configuration go. */
export async function openBytes({ env, home }: Config): Promise<ByteStore> {
  if (env.FILE_STRATEGY === "s3") {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
    return createS3Bytes({
      bucket: env.AWS_BUCKET_NAME ?? "",
      region: env.AWS_REGION ?? "",
      credentials:
        accessKeyId === undefined || secretAccessKey === undefined
          ? undefined
          : { accessKeyId, secretAccessKey },
      endpoint: env.AWS_ENDPOINT_URL,
      forcePathStyle: env.AWS_FORCE_PATH_STYLE,
      linkSeconds: env.S3_URL_EXPIRY_SECONDS,
    });
  }
  if (env.FILE_STRATEGY === "azure_blob") {
    return createAzureBytes({
      container: env.AZURE_CONTAINER_NAME ?? AZURE_CONTAINER,
      connectionString: env.AZURE_STORAGE_CONNECTION_STRING,
      accountName: env.AZURE_STORAGE_ACCOUNT_NAME,
      linkSeconds: AZURE_LINK_S,
    });
  }
  return createLocalBytes(join(home, "files"));
}

/** The file store of the configuration; a cloud's SDK is loaded only when it is chosen. */
export async function openFileStore(
  config: Config,
  { files: records, leases }: Pick<Persistence, "files" | "leases">,
): Promise<FileStore> {
  const { env, home } = config;
  const bytes = await openBytes(config);
  return createFileStore({
    bytes,
    // What was stored before a cloud was chosen stays where it is.
    older: bytes.source === "local" ? [] : [createLocalBytes(join(home, "files"))],
    records,
    leases,
    limits: {
      file: env.ANALYST_MAX_FILE_MB * MIB,
      thread: env.ANALYST_MAX_THREAD_MB * MIB,
      user: env.ANALYST_MAX_USER_MB * MIB,
    },
  });
}
