import { describe, expect, test } from "@jest/globals";
import { createRedactor } from "../../../../../tools/sandbox/redact/redactor.ts";

const SECRETS = ["p@ss/wörd+1", "hunter2!", "密码是这个", "a\"b\\c\n<d>&'e", "plain-token-1234"];

const base64Of = (secret: string, before: number, after = "tail") =>
  Buffer.concat([Buffer.alloc(before, "x"), Buffer.from(secret + after)]).toString("base64");

/** What is left of a secret, decoded from a redacted base64 text. */
const decodes = (text: string, secret: string) =>
  Buffer.from(text, "base64").includes(Buffer.from(secret));

const unicodeEscape = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

test("a key of several lines is taken out line by line", () => {
  const key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----\n";
  const redactor = createRedactor([key]);
  expect(redactor.text("second line: hkiG9w0BAQEFAASC.")).toBe("second line: [REDACTED].");
});

describe.each(SECRETS)("the secret %j", (secret) => {
  const text = (given: string) => createRedactor([secret]).text(given);

  test("is taken out of plain text, every time", () => {
    expect(text(`a ${secret} b ${secret}`)).toBe("a [REDACTED] b [REDACTED]");
  });

  test.each([0, 1, 2, 3, 4, 5])("is taken out of base64 after %d bytes", (before) => {
    const encoded = base64Of(secret, before);
    const redacted = text(encoded);
    expect(redacted).toContain("[REDACTED]");
    expect(decodes(redacted.replaceAll("[REDACTED]", ""), secret)).toBe(false);
    const urlSafe = encoded.replaceAll("+", "-").replaceAll("/", "_");
    expect(text(urlSafe)).toContain("[REDACTED]");
  });

  test.each([
    ["encodeURIComponent", encodeURIComponent(secret)],
    ["Python's quote", encodeURIComponent(secret).replaceAll("%2F", "/")],
    ["quote_plus", encodeURIComponent(secret).replaceAll("!", "%21").replaceAll("'", "%27")],
    ["small digits", encodeURIComponent(secret).replaceAll(/%../g, (hex) => hex.toLowerCase())],
    ["JSON", JSON.stringify(secret)],
    ["JSON in ASCII", JSON.stringify(secret).replaceAll(/[^ -~]/g, unicodeEscape)],
    ["repr", secret.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("'", "\\'")],
    ["HTML", secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")],
  ])("is taken out of %s", (_form, encoded) => {
    expect(text(`url=${encoded}&x`)).toMatch(/^url="?\[REDACTED\]"?&x$/);
  });

  test.each([1, 2, 3, 7])("is taken out of text that comes in pieces of %d", (size) => {
    const whole = `first ${secret}${secret} and ${secret.slice(0, -1)} last ${secret}`;
    const pieces = createRedactor([secret]).pieces();
    let told = "";
    for (let at = 0; at < whole.length; at += size) told += pieces.push(whole.slice(at, at + size));
    told += pieces.end();
    expect(told).toBe(text(whole));
    expect(told).not.toContain(secret);
  });
});

describe("text in pieces", () => {
  test("is passed on at once where no secret can begin", () => {
    const pieces = createRedactor(["secret-one"]).pieces();
    expect(pieces.push("10 rows\nse")).toBe("10 rows\n");
    expect(pieces.push("ven data")).toBe("seven data");
    expect(pieces.end()).toBe("");
  });

  test("keeps a secret whole that ends where another may begin", () => {
    const pieces = createRedactor(["zzabcd", "abcdefgh"]).pieces();
    const told = pieces.push("-zzabcd") + pieces.push("-") + pieces.end();
    expect(told).toBe("-[REDACTED]-");
  });

  test("does not wait for more than a secret's length", () => {
    const pieces = createRedactor(["aaaaaaaab"]).pieces();
    const text = "a".repeat(10_000);
    const told = pieces.push(text);
    expect(told.length).toBeGreaterThan(9_900);
    expect(told + pieces.end()).toBe(text);
  });
});

describe("plain data", () => {
  test("loses secrets in texts, keys and numbers at any depth, and nothing else", () => {
    const redactor = createRedactor(["tok-1", "123456"]);
    const given = { a: ["x tok-1", 5, null, true], "tok-1": { n: 123456, m: 12345 } };
    expect(redactor.value(given)).toEqual({
      a: ["x [REDACTED]", 5, null, true],
      "[REDACTED]": { n: "[REDACTED]", m: 12345 },
    });
  });
});

const bytesOf = async (body: ReadableStream<Uint8Array>) =>
  Buffer.from(await new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());

const inChunks = (bytes: Uint8Array, size: number) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size)
        controller.enqueue(bytes.subarray(at, at + size));
      controller.close();
    },
  });

describe("files", () => {
  const secret = "密码-is-secret";

  test.each([1, 3, 1000])("of text lose it, in chunks of %d bytes", async (size) => {
    const text = `列,value\n1,${secret}\n2,${Buffer.from(secret).toString("base64")}\n`;
    const body = inChunks(Buffer.from(text), size);
    const left = (await bytesOf(createRedactor([secret]).stream(body))).toString();
    expect(left).toBe("列,value\n1,[REDACTED]\n2,[REDACTED]\n");
  });

  test("of other kinds have it overwritten, byte for byte", async () => {
    const bytes = Buffer.concat([Buffer.from([0, 1, 2]), Buffer.from(secret), Buffer.from([9])]);
    const left = await bytesOf(createRedactor([secret]).stream(inChunks(bytes, 4)));
    expect(left.length).toBe(bytes.length);
    expect(left.includes(secret)).toBe(false);
    expect([...left.subarray(0, 3), left.at(-1)]).toEqual([0, 1, 2, 9]);
  });

  test("without it come as they are", async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256));
    const left = await bytesOf(createRedactor([secret]).stream(inChunks(bytes, 1_000)));
    expect(left.equals(bytes)).toBe(true);
  });
});
