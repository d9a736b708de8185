import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { createS3Bytes } from "../../../src/files/stores/s3.ts";
import { describeWith } from "../../helpers/servers/describe-with.ts";
import {
  installVersitygw,
  startVersitygw,
  type S3Server,
} from "../../helpers/servers/versitygw.ts";
import { megabytes, streamOf } from "../../helpers/streams.ts";
import { describeFileStore } from "./file-store-contract.ts";
import { describeByteStore, describeSignedLinks } from "./byte-store-contract.ts";

describeWith("bytes in S3", await installVersitygw(), (folder) => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startVersitygw(folder);
  });
  afterAll(async () => server.stop());

  const makeStore = async () => createS3Bytes(server.settings);
  describeByteStore(makeStore);
  describeSignedLinks(makeStore);
  describeFileStore(makeStore);

  test("no part of a body that broke off is left in the bucket", async () => {
    const store = await makeStore();
    const torn = streamOf(megabytes(30), new Error("torn"));
    await expect(store.put("uploads/torn/x", torn, "text/csv")).rejects.toThrow(/torn|file store/);
    const client = new S3Client(server.settings);
    const { bucket: Bucket } = server.settings;
    const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
    const objects = await client.send(new ListObjectsV2Command({ Bucket, Prefix: "uploads/torn" }));
    client.destroy();
    expect([Uploads ?? [], objects.Contents ?? []]).toEqual([[], []]);
  });

  test("a wrong secret is told without an address or a key", async () => {
    const credentials = { accessKeyId: "tester", secretAccessKey: "wrong" };
    const store = await createS3Bytes({ ...server.settings, credentials });
    for (const work of [
      async () => store.put("uploads/a/x", streamOf(megabytes(1)), "text/csv"),
      async () => store.read("uploads/a/x"),
      async () => store.stat("uploads/a/x"),
      async () => store.remove("uploads/a/x"),
    ]) {
      await expect(work()).rejects.toMatchObject({
        code: "store_unavailable",
        retryable: true,
        message: expect.not.stringMatching(/wrong|tester|127\.0\.0\.1/),
      });
    }
  });

  test("a signed link ends", async () => {
    const store = await createS3Bytes({ ...server.settings, linkSeconds: 1 });
    await store.put("uploads/ann/short", streamOf(megabytes(1)), "text/csv");
    const url = await store.locate("uploads/ann/short", { name: "a.csv", mime: "text/csv" });
    // The signature of another time is no signature: what the clock would do, without waiting for it.
    const expired = new URL(url);
    expired.searchParams.set("X-Amz-Date", "20200101T000000Z");
    expect(new URL(url).searchParams.get("X-Amz-Expires")).toBe("1");
    expect((await fetch(expired)).ok).toBe(false);
  });
});
