import { expect, test } from "@jest/globals";
import { describeEnd } from "../../../../src/embedded-e2b/box/agent/process.ts";

test.each([
  [{ code: 0 }, { exitCode: 0, exited: true, status: "exit status 0" }],
  [{ code: 3 }, { exitCode: 3, exited: true, status: "exit status 3", error: "exit status 3" }],
  [
    { signal: 9 },
    { exitCode: -1, exited: false, status: "signal: killed", error: "signal: killed" },
  ],
  [
    { signal: 11 },
    {
      exitCode: -1,
      exited: false,
      status: "signal: segmentation fault",
      error: "signal: segmentation fault",
    },
  ],
  [
    { signal: 40 },
    { exitCode: -1, exited: false, status: "signal: signal 40", error: "signal: signal 40" },
  ],
])("%j", (end, said) => {
  expect(describeEnd(end)).toEqual(said);
});
