import { describe, expect, test } from "@jest/globals";
import { installerProgress } from "../../../../src/embedded-e2b/environment/installer-progress.ts";
import { withoutPasswords } from "../../../../src/embedded-e2b/environment/run-command.ts";

describe("what a person who waits is told", () => {
  test("large downloads and the long compilation", () => {
    expect(installerProgress("Downloading polars (52.1MiB)")?.en).toBe(
      "downloading polars (52.1MiB)",
    );
    expect(installerProgress("Installed 74 packages in 544ms")?.zh).toBe("正在编译");
  });

  test.each([" + six==1.17.0", "Resolved 74 packages in 924ms", " Downloaded lxml", ""])(
    "nothing of %j",
    (line) => expect(installerProgress(line)).toBeUndefined(),
  );
});

test.each([
  ["https://me:secret@mirror.example/simple failed", "https://***@mirror.example/simple failed"],
  ["two: http://a:b@c/ and ftp://d@e/", "two: http://***@c/ and ftp://***@e/"],
  ["https://mirror.example/@scope", "https://mirror.example/@scope"],
  ["mail me@example.org", "mail me@example.org"],
])("passwords of addresses are hidden: %s", (text, shown) => {
  expect(withoutPasswords(text)).toBe(shown);
});
