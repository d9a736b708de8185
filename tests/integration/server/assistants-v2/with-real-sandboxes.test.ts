import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import OpenAI, { toFile } from "openai-5";
import { codeCall } from "../../graph/real-analyst.ts";
import { openRealServers, type RealServers } from "../real-server.ts";

let servers: RealServers;
beforeAll(async () => {
  servers = await openRealServers();
});
afterAll(async () => servers.close());

const assistant_id = "asst_data-analyst";
const CODE = `import pandas as pd, matplotlib.pyplot as plt
df = pd.read_csv('销售.csv')
total = int(df['n'].sum())
print('total', total)
plt.plot(df['n']); plt.show()
(df * 2).to_csv('out.csv', index=False)`;

describe("an assistant's thread over the real server", () => {
  test("an upload, a code card with live logs, a chart and a file to download, and the variables in the next run", async () => {
    const { mock } = servers;
    const server = await servers.start();
    const client = new OpenAI({ apiKey: "none", baseURL: `${server.url}/v1`, maxRetries: 0 });
    mock.on(
      { userMessage: "Sum the file", hasToolResult: false },
      { toolCalls: [codeCall("s1", CODE)] },
    );
    mock.on({ toolCallId: "s1" }, { content: "The sum is 3: [out](sandbox:/mnt/data/out.csv)." });
    const file = await client.files.create({
      file: await toFile(Buffer.from("n\n1\n2\n"), "销售.csv"),
      purpose: "assistants",
    });
    const thread = await client.beta.threads.create({
      messages: [
        {
          role: "user",
          content: "Sum the file",
          attachments: [{ file_id: file.id, tools: [{ type: "code_interpreter" }] }],
        },
      ],
    });
    const stream = client.beta.threads.runs.stream(thread.id, { assistant_id });
    const steps = await stream.finalRunSteps();
    expect((await stream.finalRun()).status).toBe("completed");
    const [call] = steps.flatMap(({ step_details }) =>
      step_details.type === "tool_calls" ? step_details.tool_calls : [],
    );
    expect(call).toMatchObject({
      code_interpreter: {
        input: CODE,
        outputs: [{ type: "logs", logs: expect.stringContaining("total 3") }],
      },
    });
    const { data } = await client.beta.threads.messages.list(thread.id, { limit: 1 });
    const content = data[0]?.content[0];
    const annotations = content?.type === "text" ? content.text.annotations : [];
    const files = new Map<string, Buffer>();
    for (const annotation of annotations) {
      if (annotation.type !== "file_path") continue;
      const bytes = await (await client.files.content(annotation.file_path.file_id)).arrayBuffer();
      files.set(annotation.text, Buffer.from(bytes));
    }
    expect(files.get("sandbox:/mnt/data/out.csv")?.toString()).toBe("n\n2\n4\n");
    const [chart] = [...files].filter(([link]) => link.endsWith(".png"));
    expect(chart?.[1].subarray(1, 4).toString()).toBe("PNG");

    mock.on(
      { userMessage: "And the total", hasToolResult: false },
      { toolCalls: [codeCall("t1", "print('still', total)")] },
    );
    mock.on({ toolCallId: "t1" }, { content: "Told." });
    await client.beta.threads.messages.create(thread.id, {
      role: "user",
      content: "And the total?",
    });
    const run = await client.beta.threads.runs.createAndPoll(thread.id, { assistant_id });
    const later = await client.beta.threads.runs.steps.list(run.id, { thread_id: thread.id });
    expect(JSON.stringify(later.data)).toContain("still 3");
    await server.close();
  });
});
