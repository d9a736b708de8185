import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { BodyTooLarge, receiveJson } from "../../../../src/server/incoming/receive-json.ts";

let root = "";
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "incoming-"));
});
afterAll(async () => rm(root, { recursive: true, force: true }));

async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, step = 0; at < bytes.length; step += 1) {
    const size = Math.max(1, sizes[step % Math.max(1, sizes.length)] ?? bytes.length);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function receive(body: string | Buffer, sizes: readonly number[] = [], limits = {}) {
  const folder = join(root, String((count += 1)));
  await mkdir(folder);
  const options = { folder, maxBytes: 1e7, maxTextBytes: 1e6, ...limits };
  return receiveJson(cut(Buffer.from(body), sizes), options);
}

/** Puts the files back in the place of their keys. */
async function restore(received: Awaited<ReturnType<typeof receive>>): Promise<unknown> {
  const bytes = new Map<string, string>();
  for (const [key, file] of received.files)
    bytes.set(key, `data:${file.mime};base64,${(await readFile(file.path)).toString("base64")}`);
  const back = (value: unknown): unknown => {
    if (typeof value === "string") return bytes.get(value) ?? value;
    if (Array.isArray(value)) return value.map(back);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, back(part)]));
  };
  return back(received.value);
}

const dataUri = fc
  .tuple(
    fc.constantFrom("text/csv", "application/octet-stream", "", "image/svg+xml"),
    fc.uint8Array({ maxLength: 300 }),
  )
  .map(([mime, bytes]) => `data:${mime};base64,${Buffer.from(bytes).toString("base64")}`);
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "data:",
    "data:,x",
    'data:"',
    "data:text/csv;base64",
    "\\",
    "data:\\/;base64,",
    "é数据😀",
  ),
);
// A key of an object is text of the sender's too, and a file only as a value.
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    dataUri,
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc.string({ maxLength: 8 }).filter((key) => key !== "__proto__"),
      tie("value"),
      { maxKeys: 4 },
    ),
  ),
})).value;

describe("a JSON body", () => {
  test("is read as JSON.parse reads it, however it is cut, and its files byte for byte", async () => {
    await fc.assert(
      fc.asyncProperty(
        json,
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 5 }),
        fc.boolean(),
        async (value, sizes, isEscaped) => {
          const plain = JSON.stringify(value);
          const body = isEscaped ? plain.replaceAll("/", "\\/") : plain;
          expect(await restore(await receive(body, sizes))).toEqual(JSON.parse(plain));
        },
      ),
      { numRuns: 200 },
    );
  });

  test("of any bytes is read or refused, never more", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.array(fc.integer({ min: 1, max: 9 })),
        async (bytes, sizes) => {
          const fault = await receive(Buffer.from(bytes), sizes).then(
            () => undefined,
            (error: unknown) => error,
          );
          expect(fault === undefined || fault instanceof SyntaxError).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each([
    ["ends in a file", '{"a":"data:text/csv;base64,AAAA'],
    ["has a file that is no base64", '{"a":"data:text/csv;base64,A~AA"}'],
    ["has an escape in a file that stands for nothing", '{"a":"data:text/csv;base64,AA\\u0041A"}'],
  ])("that %s is refused", async (_what, body) => {
    await expect(receive(body)).rejects.toThrow(SyntaxError);
  });

  test("is bounded as a whole and in its text", async () => {
    const file = `{"a":"data:;base64,${"A".repeat(4_000)}"}`;
    expect((await receive(file, [], { maxTextBytes: 100 })).files.size).toBe(1);
    await expect(receive(file, [], { maxBytes: 3_000 })).rejects.toThrow(BodyTooLarge);
    await expect(receive(`"${"x".repeat(200)}"`, [], { maxTextBytes: 100 })).rejects.toThrow(
      BodyTooLarge,
    );
  });

  test("cannot name a file of its own making", async () => {
    const { value, files } = await receive('{"a":"0/0","b":"data:;base64,QQ=="}');
    expect(value).toMatchObject({ a: "0/0" });
    expect(files.has("0/0")).toBe(false);
  });
});
