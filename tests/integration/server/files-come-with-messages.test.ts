import { afterEach, describe, expect, test } from "@jest/globals";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createMemoryStore } from "../../helpers/memory-store.ts";
import { poolOf } from "../../helpers/analyst.ts";
import { createScriptedSandbox } from "../../helpers/scripted-sandbox.ts";
import { scriptedModel } from "../../helpers/scripted-model.ts";
import { startScriptedServer, type ScriptedServer } from "./scripted-server.ts";

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const base64 = (text: string) => Buffer.from(text).toString("base64");
const file = (filename: string, text: string, mime = "text/csv") => ({
  type: "file",
  file: { filename, file_data: `data:${mime};base64,${base64(text)}` },
});
const text = (words: string) => ({ type: "text", text: words });
const ask = (...content: object[]) => ({
  model: "data-analyst",
  messages: [{ role: "user", content }],
});

/** A sandbox that only profiles, and says what files are in it. */
function profiling(turns = 1) {
  return createScriptedSandbox(Array.from({ length: turns }, () => ({ cell: /profile/ })));
}

async function answerOf(response: Response): Promise<string> {
  const body = (await response.json()) as { choices?: { message: { content: string } }[] };
  return body.choices?.[0]?.message.content ?? JSON.stringify(body);
}

describe("files in messages", () => {
  test("reach the sandbox byte for byte under their names, whatever part they come in", async () => {
    const sandbox = profiling();
    server = await startScriptedServer({
      model: scriptedModel({ text: "Seen." }),
      sandboxes: poolOf(sandbox),
    });
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255]).toString("base64");
    const response = await server.post(
      ask(
        text("What is this?"),
        file("销售 2024.csv", "地区,额\n北,1\n"),
        { type: "input_file", filename: "plain.json", file_data: base64('{"a":1}') },
        { type: "image_url", image_url: { url: `data:image/png;base64,${png}`, detail: "auto" } },
        {
          type: "file",
          file: { filename: "../../etc/passwd", file_data: "data:text/plain,a%2Cb" },
        },
      ),
    );
    expect(await answerOf(response)).toBe("Seen.");
    expect(sandbox.readText("/home/user/销售 2024.csv")).toBe("地区,额\n北,1\n");
    expect(sandbox.readText("/home/user/plain.json")).toBe('{"a":1}');
    expect(sandbox.readText("/home/user/passwd")).toBe("a,b");
    expect(sandbox.readText("/home/user/image-3.png")).toBeDefined();
  });

  test("are taken from the disk when the run has ended", async () => {
    server = await startScriptedServer({
      model: scriptedModel({ text: "Seen." }),
      sandboxes: poolOf(profiling()),
    });
    await answerOf(await server.post(ask(text("Look"), file("a.csv", "a\n1\n"))));
    const { home } = server;
    await server.server.close();
    expect(await readdir(join(home, "incoming"))).toEqual([]);
  });

  test("sent again in every turn are known by their content, and stay when they are sent no more", async () => {
    // Scripted profiles say nothing, so that each turn asks for them.
    const sandbox = profiling(3);
    const store = createMemoryStore();
    let puts = 0;
    const files = {
      ...store,
      put: async (...given: Parameters<typeof store.put>) => {
        puts += 1;
        return store.put(...given);
      },
    };
    const model = scriptedModel(
      { text: "One." },
      { text: "Two." },
      {
        text: "Three.",
        expect: (messages) => expect(messages[0]?.text).toContain("a.csv"),
      },
    );
    server = await startScriptedServer({ model, sandboxes: poolOf(sandbox), files });
    const headers = { "X-LibreChat-Conversation-Id": "conv" };
    const first = { role: "user", content: [text("Look"), file("a.csv", "a\n1\n")] };
    const turns: object[] = [first];
    for (const [question, answer] of [
      ["And?", "One."],
      ["And now?", "Two."],
    ]) {
      await answerOf(await server.post({ model: "data-analyst", messages: turns }, { headers }));
      turns.push({ role: "assistant", content: answer }, { role: "user", content: question });
    }
    // Summarised away, files and all.
    const messages = [
      { role: "user", content: "<summary>Looked at a file.</summary>" },
      ...turns.slice(-3),
    ];
    expect(
      await answerOf(await server.post({ model: "data-analyst", messages }, { headers })),
    ).toBe("Three.");
    expect(puts).toBe(1);
    model.assertDone();
    sandbox.assertDone();
  });

  test("without a question are looked at", async () => {
    const model = scriptedModel({
      text: "A table.",
      expect: (messages) => expect(messages.at(-1)?.text).toContain("attached files"),
    });
    server = await startScriptedServer({ model, sandboxes: poolOf(profiling()) });
    expect(await answerOf(await server.post(ask(file("a.csv", "a\n1\n"))))).toBe("A table.");
    model.assertDone();
  });

  test("of which only the text came are used, and the answer says what to do", async () => {
    const sandbox = profiling();
    const model = scriptedModel({
      text: "It is small.",
      expect: (messages) => expect(messages.at(-1)?.text).toBe("How big?"),
    });
    server = await startScriptedServer({ model, sandboxes: poolOf(sandbox) });
    const block =
      'Attached document(s):\n```md# "sales.csv"\na,b\n1,2\n\n\n---\n\n# "book.xlsx"\nSheet1\nx,y\n\n```';
    const messages = [
      { role: "system", content: block },
      { role: "user", content: "How big?" },
    ];
    const answer = await answerOf(await server.post({ model: "data-analyst", messages }));
    expect(answer).toMatch(
      /^It is small\.\n\n\*\*Please note\*\*\n\n- Of “sales\.csv”, “book\.xlsx” only the extracted text arrived/,
    );
    expect(answer).toContain("Upload to Provider");
    expect(sandbox.readText("/home/user/sales.csv")).toBe("a,b\n1,2\n");
    expect(sandbox.readText("/home/user/book.xlsx.txt")).toBe("Sheet1\nx,y");
  });

  test("that are only a reference are not followed, and named", async () => {
    server = await startScriptedServer({
      model: scriptedModel({ text: "No." }),
      sandboxes: poolOf(),
    });
    const answer = await answerOf(
      await server.post(
        ask(text("看看"), { type: "image_url", image_url: { url: "http://127.0.0.1:1/x.png" } }),
      ),
    );
    expect(answer).toContain("未能收到");
  });

  test.each([
    [
      "a request that is too large",
      ask(text("x"), file("big.csv", "x".repeat(1_100_000))),
      413,
      /1 MB/,
    ],
    ["a file that is empty", ask(text("x"), file("empty.csv", "")), 400, /empty\.csv is empty/],
    [
      "a file that is no base64",
      ask(text("x"), {
        type: "file",
        file: { filename: "a.csv", file_data: "data:text/csv;base64,a~b" },
      }),
      400,
      /base64/,
    ],
    [
      "data that are nothing",
      ask(text("x"), { type: "file", file: { filename: "a.csv", file_data: "~~~" } }),
      400,
      /a\.csv could not be read/,
    ],
  ])("%s is refused with the reason", async (_what, body, status, message) => {
    server = await startScriptedServer(
      { model: scriptedModel(), sandboxes: poolOf() },
      { SERVER_BODY_MB: "1" },
    );
    const response = await server.post(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringMatching(message) },
    });
  });

  test("a large body without a declared length is refused while it comes, and the connection serves on", async () => {
    server = await startScriptedServer(
      { model: scriptedModel(), sandboxes: poolOf() },
      { SERVER_BODY_MB: "1" },
    );
    const chunk = Buffer.from("x".repeat(100_000));
    let left = 30;
    const body = new ReadableStream({
      pull(controller) {
        if (left === 30) controller.enqueue(Buffer.from('{"model":"'));
        left -= 1;
        if (left > 0) controller.enqueue(chunk);
        else controller.close();
      },
    });
    const response = await server.post("", { body, duplex: "half" });
    expect(response.status).toBe(413);
  });
});
