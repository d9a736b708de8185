import type { Readable } from "node:stream";
import type * as Sdk from "@azure/storage-blob";
import { disposition, isShown } from "../links/disposition.ts";
import { notFound, unreachable } from "../store-errors.ts";
import type { ByteStore } from "./byte-store.ts";
import { uploadBlocks } from "./azure-upload.ts";
import { toWebStream } from "./web-stream.ts";

/** A container, as LibreChat's environment names it. */
export interface AzureSettings {
  readonly container: string;
  readonly connectionString?: string;
  /** With a managed identity instead of a connection string. */
  readonly accountName?: string;
  /** How long a signed URL is good. */
  readonly linkSeconds: number;
}

const statusOf = (error: unknown): number | undefined =>
  typeof error === "object" && error !== null && "statusCode" in error
    ? Number(error.statusCode)
    : undefined;

async function telling<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw statusOf(error) === 404 ? notFound(error) : unreachable("Azure Blob Storage", error);
  }
}

async function openService(sdk: typeof Sdk, settings: AzureSettings) {
  if (settings.connectionString !== undefined)
    return sdk.BlobServiceClient.fromConnectionString(settings.connectionString);
  const { DefaultAzureCredential } = await import("@azure/identity");
  const url = `https://${settings.accountName}.blob.core.windows.net`;
  return new sdk.BlobServiceClient(url, new DefaultAzureCredential());
}

/** Azure Blob Storage. The SDK is loaded here and nowhere else; the container is made when it is missing. */
export async function createAzureBytes(settings: AzureSettings): Promise<ByteStore> {
  const sdk = await import("@azure/storage-blob");
  const service = await openService(sdk, settings);
  const container = service.getContainerClient(settings.container);
  const blob = (key: string) => container.getBlockBlobClient(key);

  let made: Promise<unknown> | undefined;
  const makeContainer = async () => {
    made ??= container.createIfNotExists();
    await made.catch((error: unknown) => {
      made = undefined;
      throw error;
    });
  };

  return {
    source: "azure_blob",
    async put(key, body, mime) {
      await telling(async () => {
        await makeContainer();
        await uploadBlocks(blob(key), body, mime);
      });
    },
    async read(key, range) {
      const count = range && range.end - range.start + 1;
      const { readableStreamBody } = await telling(async () =>
        blob(key).download(range?.start ?? 0, count),
      );
      return toWebStream(readableStreamBody as Readable);
    },
    async stat(key) {
      try {
        return { size: (await blob(key).getProperties()).contentLength ?? 0 };
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw unreachable("Azure Blob Storage", error);
      }
    },
    async remove(key) {
      await telling(async () => blob(key).deleteIfExists());
    },
    async locate(key, facts) {
      const now = Date.now();
      const expiresOn = new Date(now + settings.linkSeconds * 1000);
      const options = {
        expiresOn,
        permissions: sdk.BlobSASPermissions.parse("r"),
        contentType: facts.mime,
        contentDisposition: disposition(facts.name, isShown(facts.mime)),
      };
      if (settings.connectionString !== undefined) return blob(key).generateSasUrl(options);
      return telling(async () => {
        const delegation = await service.getUserDelegationKey(new Date(now - 60_000), expiresOn);
        return blob(key).generateUserDelegationSasUrl(options, delegation);
      });
    },
    filepath: async (key) => blob(key).url,
  };
}
