import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { createAssistantService } from "../../../src/assistants/assistant-service.ts";
import { readConfig } from "../../../src/config.ts";
import { openFileStore } from "../../../src/files/open-file-store.ts";
import { openPersistence } from "../../../src/persistence/open-persistence.ts";
import type { Persistence } from "../../../src/persistence/persistence.ts";
import { createEngine } from "../../../src/run.ts";
import { openKeyring } from "../../../src/secrets/open-keyring.ts";
import { systemClock } from "../../../tools/ports/clock.ts";
import { createAnalyst, poolOf } from "../../helpers/analyst.ts";
import { ann } from "../../helpers/callers.ts";
import { createScriptedSandbox } from "../../helpers/scripted-sandbox.ts";
import { scriptedModel } from "../../helpers/scripted-model.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

let persistence: Persistence | undefined;
afterEach(async () => persistence?.close());

const SECRET = "s3cret/of ann";
const FORMS = [SECRET, Buffer.from(SECRET).toString("base64"), encodeURIComponent(SECRET)];

/** Every file below a folder, as bytes. */
async function bytesBelow(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Buffer.concat(
    await Promise.all(files.map(async ({ parentPath, name }) => readFile(join(parentPath, name)))),
  );
}

const cell = (code: string) => ({ calls: [{ name: "execute_code", args: { code } }] });

test("nothing of a run that leaks a secret everywhere is told, sent to the model or written down", async () => {
  const home = await temporaryFolder();
  const config = readConfig({ E2B_ANALYST_HOME: home });
  persistence = await openPersistence(config, systemClock);
  const files = await openFileStore(config, persistence);
  const service = createAssistantService({
    records: persistence.assistants,
    files,
    keyring: async () => openKeyring(config),
  });
  const { id } = await service.create(ann, { name: "A", env_vars: { TOKEN: SECRET } });
  const [plain = "", base64 = "", url = ""] = FORMS;
  const sandbox = createScriptedSandbox([
    {
      stdout: `${"row\n".repeat(20_000)}${plain}`,
      stderr: `UserWarning: ${plain}`,
      results: [{ text: base64, html: `<td>${plain}</td>`, json: { [plain]: url } }],
      writes: { "report.csv": `a,b\n1,${plain}\n2,${base64}\n` },
    },
    { error: { name: "ValueError", value: url, traceback: `ValueError: ${plain}` } },
    { stdout: "done" },
  ]);
  const model = scriptedModel(
    cell("df.to_csv('report.csv')"),
    cell("connect()"),
    cell("print('done')"),
    { text: "Here is the report." },
  );
  const { deps } = createAnalyst({ model, sandboxes: poolOf(sandbox), files });
  const engine = createEngine({ deps, ...persistence, assistants: service });
  const events = [];
  const question = { question: "Report?", files: [], caller: ann, assistantId: id };
  for await (const event of engine(question)) events.push(event);

  model.assertDone();
  sandbox.assertDone();
  const finished = events.at(-1);
  if (finished?.type !== "run.finished") throw new Error("the run did not finish");
  const report = finished.artifacts.find(({ name }) => name === "report.csv");
  const stored = await files.read(ann, report?.id ?? "");
  expect(await new Response(stored as ReadableStream<Uint8Array<ArrayBuffer>>).text()).toBe(
    "a,b\n1,[REDACTED]\n2,[REDACTED]\n",
  );
  await persistence.close();
  const told = JSON.stringify([events, model.calls]);
  const written = await bytesBelow(home);
  expect(written.includes("[REDACTED]")).toBe(true);
  for (const form of FORMS) {
    expect(told).not.toContain(form);
    expect(written.includes(form)).toBe(false);
  }
});
