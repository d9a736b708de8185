import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { codeCall } from "../graph/real-analyst.ts";
import { openRealServers, type RealServers } from "./real-server.ts";

let servers: RealServers;
beforeAll(async () => {
  servers = await openRealServers();
});
afterAll(async () => servers.close());

const user = (content: unknown) => ({ role: "user", content });
const assistant = (content: string) => ({ role: "assistant", content });

describe("a conversation over the real server", () => {
  test("a file, a chart behind a link, a regeneration, and the variables after a restart", async () => {
    const { mock } = servers;
    const load =
      "import pandas as pd, matplotlib.pyplot as plt\ndf = pd.read_csv('sales.csv')\ntotal = int(df['n'].sum())\nprint(total)\nplt.plot(df['n'])\nplt.show()";
    mock.on(
      { userMessage: "Sum the file", hasToolResult: false },
      { toolCalls: [codeCall("s1", load)] },
    );
    mock.on({ toolCallId: "s1" }, { content: "The sum is 3." });
    let server = await servers.start();
    const file = {
      type: "file",
      file: {
        filename: "sales.csv",
        file_data: `data:text/csv;base64,${Buffer.from("n\n1\n2\n").toString("base64")}`,
      },
    };
    const first = user([{ type: "text", text: "Sum the file" }, file]);
    const answer = await server.ask([first], "conv");
    expect(answer).toContain("```text\n3\n```");
    expect(answer).toContain("The sum is 3.");
    const [, link = ""] = /!\[[^\]]*\]\((http[^)]+)\)/.exec(answer) ?? [];
    const picture = await fetch(link);
    expect(picture.headers.get("content-type")).toBe("image/png");
    expect(
      Buffer.from(await picture.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");

    mock.on(
      { userMessage: "Raise", hasToolResult: false },
      { toolCalls: [codeCall("r1", "total += 10\nprint(total)")] },
    );
    mock.on({ toolCallId: "r1" }, { content: "Raised." });
    const branch = [first, assistant(answer), user("Raise it by ten")];
    expect(await server.ask(branch, "conv")).toContain("13");
    // On the branch of a new sandbox the last word to the model is that its variables are back.
    mock.on(
      { userMessage: "earlier cell(s) were run again", hasToolResult: false },
      { toolCalls: [codeCall("r2", "total += 10\nprint(total)")] },
    );
    mock.on({ toolCallId: "r2" }, { content: "Raised again." });
    // Once more: the variable is what it was before the first try.
    const again = await server.ask(branch, "conv");
    expect(again).toContain("13");
    expect(again).not.toContain("23");

    await server.close();
    server = await servers.start();
    mock.on(
      { userMessage: "What is the total", hasToolResult: false },
      { toolCalls: [codeCall("t1", "print('total', total)")] },
    );
    mock.on({ toolCallId: "t1" }, { content: "Told." });
    const later = await server.ask(
      [...branch, assistant(again), user("What is the total?")],
      "conv",
    );
    expect(later).toContain("total 13");
  });

  test("two servers: one works, the other says that the conversation is busy; stopping frees it and keeps the variables", async () => {
    const { mock } = servers;
    const [one, two] = [await servers.start(), await servers.start()];
    const loop = "kept = 'still here'\nprint('started', flush=True)\nwhile True: pass";
    mock.on({ userMessage: "loop", hasToolResult: false }, { toolCalls: [codeCall("l1", loop)] });
    const stop = new AbortController();
    const running = one.ask([user("Please loop")], "busy", { signal: stop.signal });
    await expect(async () => {
      await until(async () =>
        mock.getRequests().some(({ body }) => JSON.stringify(body).includes("Please loop")),
      );
      return two.ask([user("Please loop"), assistant(""), user("And?")], "busy");
    }).rejects.toMatchObject({ code: "thread_busy" });
    stop.abort();
    await running;
    mock.on(
      { userMessage: "what was kept", hasToolResult: false },
      { toolCalls: [codeCall("l2", "print(kept)")] },
    );
    mock.on({ toolCallId: "l2" }, { content: "Kept." });
    const history = [user("Please loop"), assistant("**Cell l1**"), user("And what was kept?")];
    expect(await two.ask(history, "busy")).toContain("still here");
  });
});

/** Looks again after each turn of the event loop, as there is no event to wait for. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}
