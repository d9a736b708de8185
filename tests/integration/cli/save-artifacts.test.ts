import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Artifact } from "../../../graphs/analyst/events.ts";
import { ArtifactSaver } from "../../../src/cli/ask/save-artifacts.ts";
import { testFolder } from "./run-cli.ts";

let folder: ReturnType<typeof testFolder>;
beforeEach(() => {
  folder = testFolder();
});
afterEach(() => folder.remove());

let count = 0;

function stored(name: string, content: string): Artifact {
  count += 1;
  const id = `a${count}`;
  const url = join(folder.path, id);
  writeFileSync(url, content);
  const sha256 = createHash("sha256").update(content).digest("hex");
  const size = Buffer.byteLength(content);
  return { id, name, mime: "text/plain", size, sha256, url, cellId: "c1", kind: "file" };
}

const saver = () => new ArtifactSaver(join(folder.path, "out"));
const names = () => readdirSync(join(folder.path, "out"));

describe("copies of artifacts", () => {
  it("get a number when another file has the name", async () => {
    const out = saver();
    await out.save(stored("a.csv", "one"));
    await out.save(stored("a.csv", "two"));
    expect(names()).toEqual(["a-2.csv", "a.csv"]);
    expect(readFileSync(join(folder.path, "out/a-2.csv"), "utf8")).toBe("two");
  });

  it("are made once, also when announced twice or there from an earlier run", async () => {
    const artifact = stored("a.csv", "one");
    const out = saver();
    const paths = await Promise.all([out.save(artifact), out.save(artifact)]);
    paths.push(await saver().save(stored("a.csv", "one")));
    expect(new Set(paths).size).toBe(1);
    expect(names()).toEqual(["a.csv"]);
  });

  it.each(["../../up.txt", "/etc/passwd", "..", ".hidden", "a\u0000b\u202E.txt", "长".repeat(200)])(
    "stay in the folder: %j",
    async (name) => {
      const path = await saver().save(stored(name, "x"));
      expect(relative(join(folder.path, "out"), path)).toBe(names()[0]);
      expect(names()[0]).not.toMatch(/^\./);
    },
  );

  it("come over HTTP from a store elsewhere, and fail when it has none", async () => {
    const server = createServer((request, response) => {
      response.statusCode = request.url === "/there" ? 200 : 404;
      response.end("body");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const artifact = stored("far.txt", "body");
    const path = await saver().save({ ...artifact, url: `${base}/there` });
    expect(readFileSync(path, "utf8")).toBe("body");
    const gone = { ...artifact, name: "gone.txt", url: `${base}/gone` };
    await expect(saver().save(gone)).rejects.toThrow("HTTP 404");
    expect(names()).toEqual(["far.txt"]);
    server.closeAllConnections();
    server.close();
  });
});
