import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { startCli, testFolder } from "../cli/run-cli.ts";
import { startChatServer, stream, toolCall } from "../model/chat-server.ts";

/** The command as people have it: each question is a process of its own, and so is the server. */
const folder = testFolder();
const LOCK = join(folder.path, ".e2b-analyst/embedded-e2b/server.json");

const start = (args: string[], url: string) => {
  const { E2B_ANALYST_CACHE, XDG_CACHE_HOME, HOME } = process.env;
  const cache: Record<string, string> =
    E2B_ANALYST_CACHE === undefined
      ? { XDG_CACHE_HOME: XDG_CACHE_HOME ?? join(HOME ?? "/", ".cache") }
      : { E2B_ANALYST_CACHE };
  const env = { EMBEDDED_SANDBOX_POOL: "0", OPENAI_BASE_URL: url, OPENAI_MODEL: "m", ...cache };
  return startCli(args, { folder: folder.path, env });
};

const killServer = () => {
  const { pid } = JSON.parse(readFileSync(LOCK, "utf8")) as { pid: number };
  process.kill(pid, "SIGKILL");
};

afterAll(() => {
  killServer();
  folder.remove();
});

const cell = (code: string) => toolCall("execute_code", { title: "Cell", code });
const SLOW = "import time\nkept = 41\nprint('begun', flush=True)\ntime.sleep(600)";

test.each([
  ["SIGKILL", ["SIGKILL"]],
  ["a second Ctrl-C", ["SIGINT", "SIGINT"]],
] as const)(
  "%s in the very first cell of a thread: its sandbox is found again",
  async (name, signals) => {
    const server = await startChatServer(
      cell(SLOW),
      cell("print('kept', kept + 1)"),
      stream("It is 42."),
    );
    const thread = `first-${signals.length}`;
    const waiting = start(["ask", "Wait", "--thread", thread], server.url);
    await waiting.shows("  begun");
    for (const signal of signals) waiting.child.kill(signal);
    await waiting.ended;
    const next = await start(["ask", "And now?", "--thread", thread], server.url).ended;
    expect(next.stdout).toContain("  kept 42\n");
    expect(next.stdout).toContain("It is 42.");
    await server.finish();
  },
);

test("everything killed: history, files and variables are there with the next question", async () => {
  const server = await startChatServer(
    cell(
      "import pandas as pd\ndf = pd.DataFrame({'n': [1, 2, 4]})\ndf.to_csv('n.csv')\nprint(len(df))",
    ),
    stream("Three rows."),
    cell("import os\nprint('sum', df['n'].sum(), os.path.exists('n.csv'))"),
    stream("The sum is 7."),
  );
  const first = await start(["ask", "Make a table", "--thread", "all"], server.url).ended;
  expect(first.stdout).toContain("Three rows.");
  killServer();
  const next = await start(["ask", "Sum it up", "--thread", "all"], server.url).ended;
  expect(next.stdout).toContain("The sandbox is gone; restoring it");
  expect(next.stdout).toContain("Sandbox restored (1 of 1 cell)");
  expect(next.stdout).toContain("  sum 7 True\n");
  expect(next.stdout).toContain("The sum is 7.");
  expect(JSON.stringify(server.requests.at(-1)?.body)).toContain("Make a table");
  await server.finish();
});
