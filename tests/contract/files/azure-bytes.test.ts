import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { BlobServiceClient } from "@azure/storage-blob";
import { createAzureBytes } from "../../../src/files/stores/azure.ts";
import { installAzurite, startAzurite, type AzureServer } from "../../helpers/servers/azurite.ts";
import { describeWith } from "../../helpers/servers/describe-with.ts";
import { megabytes, streamOf } from "../../helpers/streams.ts";
import { describeFileStore } from "./file-store-contract.ts";
import { describeByteStore, describeSignedLinks } from "./byte-store-contract.ts";

describeWith("bytes in Azure Blob Storage", await installAzurite(), (folder) => {
  let server: AzureServer;
  beforeAll(async () => {
    server = await startAzurite(folder);
  });
  afterAll(async () => server.stop());

  const makeStore = async () => createAzureBytes(server.settings);
  describeByteStore(makeStore);
  describeSignedLinks(makeStore);
  describeFileStore(makeStore);

  test("no block of a body that broke off is left in the container", async () => {
    const store = await makeStore();
    const torn = streamOf(megabytes(30), new Error("torn"));
    await expect(store.put("uploads/torn/x", torn, "text/csv")).rejects.toThrow(/torn|file store/);
    const { connectionString, container } = server.settings;
    const client = BlobServiceClient.fromConnectionString(connectionString);
    const blobs = client.getContainerClient(container).listBlobsFlat({
      includeUncommitedBlobs: true,
      prefix: "uploads/torn",
    });
    const names: string[] = [];
    for await (const { name } of blobs) names.push(name);
    expect(names).toEqual([]);
  });

  test("a wrong key is told without it", async () => {
    const wrong = Buffer.from("not the key").toString("base64");
    const connectionString = server.settings.connectionString.replace(
      /AccountKey=[^;]*/,
      `AccountKey=${wrong}`,
    );
    const store = await createAzureBytes({ ...server.settings, connectionString });
    for (const work of [
      async () => store.read("uploads/a/x"),
      async () => store.stat("uploads/a/x"),
    ]) {
      await expect(work()).rejects.toMatchObject({
        code: "store_unavailable",
        message: expect.not.stringContaining(wrong),
      });
    }
  });

  test("a signed link ends", async () => {
    const store = await createAzureBytes({ ...server.settings, linkSeconds: -5 });
    await store.put("uploads/ann/short", streamOf(megabytes(1)), "text/csv");
    const url = await store.locate("uploads/ann/short", { name: "a.csv", mime: "text/csv" });
    expect((await fetch(url)).status).toBe(403);
  });
});
