import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { RunEvent } from "../../../graphs/analyst/events.ts";
import { callerOf } from "../../helpers/callers.ts";
import { codeCall, startRealAnalyst, type RealAnalyst } from "./real-analyst.ts";

const SECRET = "s3cret/of ada";
const ada = callerOf("ada");

let analyst: RealAnalyst;
beforeAll(async () => {
  analyst = await startRealAnalyst();
});
afterAll(() => analyst.close());

const printed = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === "cell.stdout" ? [event.text] : [])).join("");

/** Prints the variable in every form, in pieces, shows it, writes it to a file and fails with it. */
const LEAK = `
import base64, os, sys, urllib.parse
secret = os.environ["TOKEN"]
for char in "split: " + secret + "!\\n":
    sys.stdout.write(char); sys.stdout.flush()
print(len(secret), base64.b64encode(secret.encode()).decode(), urllib.parse.quote(secret, safe=""))
open("report.txt", "w").write("token " + secret)
display({"token": secret})
raise ValueError(secret)
`;

describe("an assistant over a real kernel", () => {
  test("gives the code its secrets, and nobody else", async () => {
    const { mock, assistants } = analyst;
    const { id } = await assistants.create(ada, {
      name: "Keeper",
      instructions: "Answer in one word.",
      env_vars: { TOKEN: SECRET },
    });
    mock.on({ userMessage: "leak", hasToolResult: false }, { toolCalls: [codeCall("l1", LEAK)] });
    mock.on({ toolCallId: "l1" }, { toolCalls: [codeCall("l2", "print(os.environ['TOKEN'])")] });
    mock.on({ toolCallId: "l2" }, { content: "Leaked." });
    const run = await analyst.ask("Please leak", { assistantId: id });
    expect(run.finished).toMatchObject({ stopReason: "completed", usage: { cells: 2 } });
    expect(printed(run.events)).toBe("split: [REDACTED]!\n13 [REDACTED] [REDACTED]\n[REDACTED]\n");
    expect(run.of("cell.finished")[0]).toMatchObject({ error: "ValueError: [REDACTED]" });
    const report = run.finished.artifacts.find(({ name }) => name === "report.txt");
    expect(report?.size).toBe("token [REDACTED]".length);
    const requests = JSON.stringify(mock.getRequests().map(({ body }) => body));
    expect(requests).toContain("Answer in one word.");
    for (const form of [SECRET, Buffer.from(SECRET).toString("base64"), encodeURIComponent(SECRET)])
      expect(requests + JSON.stringify(run.events)).not.toContain(form);
  });
});
