import { Readable } from "node:stream";
import { notFound, unreachable } from "../store-errors.ts";
import type { ByteStore, LinkFacts } from "./byte-store.ts";
import { disposition, isShown } from "../links/disposition.ts";
import { toWebStream } from "./web-stream.ts";

/** A bucket, as LibreChat's environment names it. */
export interface S3Settings {
  readonly bucket: string;
  readonly region: string;
  /** Absent: the SDK looks for credentials of the machine (a role, a profile). */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Of an S3 that is not Amazon's. */
  readonly endpoint?: string;
  readonly forcePathStyle?: boolean;
  /** How long a signed URL is good. */
  readonly linkSeconds: number;
}

/** Kept in memory while a file is sent: four parts at a time. 10,000 parts of it are 80 GB. */
const PART = 8 << 20;
const PARTS_AT_ONCE = 4;

const statusOf = (error: unknown): number | undefined =>
  typeof error === "object" && error !== null && "$metadata" in error
    ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode
    : undefined;

async function telling<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw statusOf(error) === 404 ? notFound(error) : unreachable("S3", error);
  }
}

/** Amazon S3, or what speaks its protocol. The SDK is loaded here and nowhere else. */
export async function createS3Bytes(settings: S3Settings): Promise<ByteStore> {
  const { bucket: Bucket, region, credentials, endpoint, forcePathStyle, linkSeconds } = settings;
  const [sdk, { Upload }, { getSignedUrl }] = await Promise.all([
    import("@aws-sdk/client-s3"),
    import("@aws-sdk/lib-storage"),
    import("@aws-sdk/s3-request-presigner"),
  ]);
  // A copy of the credentials: the SDK writes into the object.
  const identity = credentials && { ...credentials };
  const client = new sdk.S3Client({ region, credentials: identity, endpoint, forcePathStyle });

  const sign = async (key: string, facts?: LinkFacts) => {
    const command = new sdk.GetObjectCommand({
      Bucket,
      Key: key,
      ...(facts === undefined
        ? {}
        : {
            ResponseContentType: facts.mime,
            ResponseContentDisposition: disposition(facts.name, isShown(facts.mime)),
          }),
    });
    return getSignedUrl(client, command, { expiresIn: linkSeconds });
  };

  return {
    source: "s3",
    async put(key, body, mime) {
      const stream = Readable.fromWeb(body as never);
      const upload = new Upload({
        client,
        params: { Bucket, Key: key, ContentType: mime, Body: stream },
        partSize: PART,
        queueSize: PARTS_AT_ONCE,
        leavePartsOnError: false,
      });
      // After a failure nobody reads on: whoever sends the body has to know.
      await telling(async () => upload.done()).finally(() => stream.destroy());
    },
    async read(key, range) {
      const Range = range && `bytes=${range.start}-${range.end}`;
      const command = new sdk.GetObjectCommand({ Bucket, Key: key, Range });
      const { Body } = await telling(async () => client.send(command));
      return toWebStream(Body as Readable);
    },
    async stat(key) {
      try {
        const found = await client.send(new sdk.HeadObjectCommand({ Bucket, Key: key }));
        return { size: found.ContentLength ?? 0 };
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw unreachable("S3", error);
      }
    },
    async remove(key) {
      await telling(async () => client.send(new sdk.DeleteObjectCommand({ Bucket, Key: key })));
    },
    locate: sign,
    // LibreChat signs it anew when its time is over.
    filepath: async (key) => sign(key),
  };
}
