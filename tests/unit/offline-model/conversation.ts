import {
  AIMessage,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from "@langchain/core/messages";
import type { DatasetProfile } from "../../../graphs/analyst/profile.ts";
import { replyTo, type Reply } from "../../../src/offline-model/reply.ts";

/** The messages of one thread, as the graph would send them. */
export class Conversation {
  readonly messages: BaseMessage[];
  #calls = 0;

  constructor(...datasets: DatasetProfile[]) {
    const block = `\`\`\`json dataset-profiles\n${JSON.stringify(datasets)}\n\`\`\``;
    this.messages = [new SystemMessage(`You are an analyst.\n\n${block}`)];
  }

  ask(question: string): Reply {
    this.messages.push(new HumanMessage(question));
    return this.reply();
  }

  reply(tools: readonly string[] = ["execute_code", "list_files"]): Reply {
    const reply = replyTo(this.messages, tools);
    const id = `call_${(this.#calls += 1)}`;
    const calls = reply.call === undefined ? [] : [{ id, name: "execute_code", args: reply.call }];
    this.messages.push(new AIMessage({ content: reply.text, tool_calls: calls }));
    return reply;
  }

  /** What the last call came to; then the next reply. */
  observe(text: string, success = true): Reply {
    this.messages.push(
      new ToolMessage({
        tool_call_id: `call_${this.#calls}`,
        status: success ? "success" : "error",
        content: success ? `[Success · 0.1 s]\n${text}` : `[Failed · 0.1 s]\n${text}`,
      }),
    );
    return this.reply();
  }
}

/** What the second cell of a question for shares prints. */
export const SHARES = JSON.stringify({
  rows: 501,
  totals: 1,
  used: 500,
  intent: "share",
  groups: 4,
  dropped: 3,
  whole: 1000,
  negative: false,
  others: 0,
  parts: [
    { name: "East", value: 600, percent: 60 },
    { name: "A | <b>", value: 400, percent: 40 },
  ],
});
