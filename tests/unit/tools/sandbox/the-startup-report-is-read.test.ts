import { expect, test } from "@jest/globals";
import { readReport } from "../../../../tools/sandbox/startup-check.ts";

test("the report is found among other output", () => {
  const stdout =
    'noise\n\ne2b-analyst-startup {"pid": 42, "ready": true, "whole": false}\nmore noise';
  expect(readReport(stdout)).toEqual({ pid: 42, ready: true, whole: false });
});

test.each([
  "",
  "nothing of it",
  "e2b-analyst-startup not json",
  'e2b-analyst-startup {"pid": -1, "ready": true, "whole": true}',
  'e2b-analyst-startup {"pid": "1; rm -rf /", "ready": true, "whole": true}',
  'e2b-analyst-startup {"ready": true, "whole": true}',
  'e2b-analyst-startup {"pid": 42, "ready": true}',
])("no report in %j", (stdout) => {
  expect(readReport(stdout)).toBeUndefined();
});
