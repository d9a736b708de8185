import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { readLockFile } from "../../../src/embedded-e2b/process/lock-file.ts";
import { describeWith } from "../../helpers/servers/describe-with.ts";
import { installMongo, newDatabase, startMongo } from "../../helpers/servers/mongo.ts";
import { startChatServer, stream, toolCall } from "../model/chat-server.ts";
import { startCli, testFolder } from "./run-cli.ts";

const FIRST = `
import pandas as pd, matplotlib.pyplot as plt
df = pd.read_csv("sales.csv")
kept = int(df["sales"].sum())
open("notes.txt", "w").write("written by the code")
df.plot.bar(x="region", y="sales"); plt.show()
print("sum", kept)`;
const ENDLESS = "import time\nprint('begun', flush=True)\ntime.sleep(600)";
const AGAIN = `
print("kept", kept + 1)
print("rows", len(df), open("sales.csv").readline().strip())
print(open("notes.txt").read())`;

const cell = (code: string) => toolCall("execute_code", { title: "Work", code });

type Event = { type: string; status?: string; text?: string; artifact?: { url: string } } & Record<
  string,
  unknown
>;

const eventsOf = (stdout: string): Event[] =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Event);

const printed = (events: Event[]) =>
  events.map(({ type, text }) => (type === "cell.stdout" ? text : "")).join("");

const ended: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end();
});

/** Kills the embedded server as the power would; its boxes go with it. */
async function killServer(folder: string): Promise<void> {
  const lock = await readLockFile(join(folder, ".e2b-analyst/embedded-e2b"));
  if (lock === undefined) throw new Error("no embedded server was started");
  process.kill(lock.pid, "SIGKILL");
}

/** One conversation over three commands, with every process killed after the first and in the second. */
async function askKillAsk(database: Record<string, string>): Promise<unknown> {
  const folder = testFolder();
  ended.push(() => folder.remove());
  writeFileSync(join(folder.path, "sales.csv"), "region,sales\nNorth,30\nSouth,11\n");
  const model = await startChatServer(
    cell(FIRST),
    stream("The sum is 41."),
    cell(ENDLESS),
    cell(AGAIN),
    stream("It is 42 now."),
  );
  const { PATH: _path, LANG: _lang, ...machine } = process.env;
  const cache = ["E2B_ANALYST_CACHE", "XDG_CACHE_HOME"].flatMap((name) =>
    machine[name] === undefined ? [] : [[name, machine[name]]],
  );
  const env = {
    ...(cache.length > 0
      ? (Object.fromEntries(cache) as Record<string, string>)
      : { XDG_CACHE_HOME: join(machine["HOME"] ?? "/", ".cache") }),
    EMBEDDED_SANDBOX_POOL: "0",
    OPENAI_BASE_URL: model.url,
    OPENAI_MODEL: "m",
    ...database,
  };
  const start = (...args: string[]) =>
    startCli(["ask", ...args, "--thread", "T", "--json"], { folder: folder.path, env });

  const first = await start("What is the sum?", "--file", "sales.csv").ended;
  const chart = eventsOf(first.stdout).find(({ type }) => type === "artifact")?.artifact;
  await killServer(folder.path);

  const second = start("Wait for it");
  await second.shows("begun");
  second.child.kill("SIGKILL");
  await second.ended;
  await killServer(folder.path);
  ended.push(() => killServer(folder.path));

  const third = await start("And one more?").ended;
  const events = eventsOf(third.stdout);
  await model.finish();
  const prompt = JSON.stringify(model.requests[3]?.body["messages"]);
  const picture = readFileSync((chart?.url ?? "").replace(/^file:\/\//, ""));
  return {
    codes: [first.code, third.code],
    printed: printed(events),
    answer: events.at(-1)?.["answer"],
    isReplayed: events.some(({ status }) => status === "replayed"),
    remembered: SAID.filter((words) => prompt.includes(words)),
    picture: picture.subarray(1, 4).toString(),
  };
}

/** Also what broke off is known to the model. */
const SAID = ["What is the sum?", "The sum is 41.", "Wait for it", "And one more?"];

const WHOLE = {
  codes: [0, 0],
  printed: "kept 42\nrows 2 region,sales\nwritten by the code\n",
  answer: "It is 42 now.",
  isReplayed: true,
  remembered: SAID,
  picture: "PNG",
};

const mongo = await installMongo();

describe("a conversation whose processes are all killed goes on with history, files, artifacts and variables", () => {
  test("on SQLite", async () => {
    expect(await askKillAsk({})).toEqual(WHOLE);
  }, 300_000);

  describeWith("on MongoDB", mongo, (installed) => {
    test("all the same", async () => {
      const server = await startMongo(installed);
      ended.push(() => server.stop());
      expect(await askKillAsk({ MONGO_URI: newDatabase(server.uri) })).toEqual(WHOLE);
    }, 300_000);
  });
});
