import { AIMessage, HumanMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";
import { keepHead, keepTail } from "../../../tools/output/cut-text.ts";
import type { Language } from "../../../tools/words.ts";
import { compactOutput } from "./compact-output.ts";
import { callsOf, withCalls } from "./tool-calls.ts";

const FIRST_LINE = 120;
const KEPT_OF_ARGUMENT = 120;
/** An output this short is not worth replacing. */
const SHORT_OUTPUT = 240;

const WORDS = {
  output: {
    en: (lines: number) => `[output of ${lines} lines left out]`,
    zh: (lines: number) => `[已省略 ${lines} 行输出]`,
  },
  argument: {
    en: (chars: number) => `# [${chars} more characters of this old call left out]`,
    zh: (chars: number) => `# [此旧调用的其余 ${chars} 个字符已省略]`,
  },
  middle: {
    en: (chars: number) => `\n[… ${chars} characters left out …]\n`,
    zh: (chars: number) => `\n[… 已省略 ${chars} 个字符 …]\n`,
  },
  earlier: {
    en: (turns: number) => `[${turns} earlier questions and their answers are left out here.]`,
    zh: (turns: number) => `[此前的 ${turns} 个问题及其回答已省略。]`,
  },
  steps: {
    en: (steps: number) => `[The first ${steps} steps taken for this question are left out.]`,
    zh: (steps: number) => `[为此问题执行的前 ${steps} 个步骤已省略。]`,
  },
};

function toolMessage(message: ToolMessage, content: string): ToolMessage {
  const { id, name, status } = message;
  return new ToolMessage({ id, name, status, content, tool_call_id: message.tool_call_id });
}

const compacted = new WeakMap<ToolMessage, ToolMessage>();

/** An old tool output without its middle; made once per message, since every later prompt needs it. */
export function compactMessage(message: ToolMessage, language: Language): ToolMessage {
  const known = compacted.get(message);
  if (known !== undefined) return known;
  const { text } = message;
  const compact = compactOutput(text, message.status === "error", language);
  const made = compact === text ? message : toolMessage(message, compact);
  compacted.set(message, made);
  return made;
}

/** An old tool output as one line: how it begins, and how much of it is left out. */
export function shortenOutput(message: ToolMessage, language: Language): ToolMessage {
  const { text } = message;
  if (text.length <= SHORT_OUTPUT) return message;
  const lines = text.split("\n");
  const first = keepHead(lines.find((line) => line.trim() !== "")?.trim() ?? "", FIRST_LINE).text;
  return toolMessage(message, `${first} ${WORDS.output[language](lines.length)}`);
}

/** The call of an old turn with the head of its code; arguments stay valid ones. */
export function shortenCalls(message: AIMessage, language: Language): AIMessage {
  const calls = callsOf(message);
  const shorten = (value: unknown) => {
    if (typeof value !== "string" || value.length <= 2 * KEPT_OF_ARGUMENT) return value;
    const { text, cut } = keepHead(value, KEPT_OF_ARGUMENT);
    return `${text}${text.endsWith("\n") ? "" : "\n"}${WORDS.argument[language](cut)}`;
  };
  const shortened = calls.map((call) => ({
    ...call,
    args: Object.fromEntries(
      Object.entries(call.args).map(([key, value]) => [key, shorten(value)]),
    ),
  }));
  return withCalls(message, shortened);
}

/** A message whose text is cut in its middle to about `limit` characters; the ends keep their form. */
export function cutMiddle(message: BaseMessage, limit: number, language: Language): BaseMessage {
  const { text } = message;
  const kept = Math.max(0, Math.floor(limit / 2));
  if (text.length <= 2 * kept) return message;
  const head = keepHead(text, kept).text;
  const tail = keepTail(text, kept).text;
  const cut = text.length - head.length - tail.length;
  const content = `${head}${WORDS.middle[language](cut)}${tail}`;
  if (ToolMessage.isInstance(message)) return toolMessage(message, content);
  const { id, name, additional_kwargs } = message;
  if (AIMessage.isInstance(message)) {
    return new AIMessage({ id, name, content, tool_calls: message.tool_calls });
  }
  const others =
    typeof message.content === "string"
      ? []
      : message.content.filter((block) => block.type !== "text");
  const blocks = [{ type: "text" as const, text: content }, ...others];
  return new HumanMessage({
    id,
    name,
    additional_kwargs,
    content: others.length === 0 ? content : blocks,
  });
}

/** A question that says what is left out around it: earlier ones before, steps of its own after. */
export function sayWhatIsGone(
  message: BaseMessage,
  count: number,
  what: "earlier" | "steps",
  language: Language,
): BaseMessage {
  const { id, name, additional_kwargs, content } = message;
  const note = WORDS[what][language](count);
  return new HumanMessage({
    id,
    name,
    additional_kwargs,
    content:
      typeof content === "string"
        ? `${note}\n\n${content}`
        : [{ type: "text", text: note }, ...content],
  });
}
