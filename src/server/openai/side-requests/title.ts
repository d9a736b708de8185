import { HumanMessage, SystemMessage } from "@langchain/core/messages";
import type { ChatModelPort } from "../../../../graphs/analyst/deps.ts";
import { detectLanguage } from "../../../../tools/words.ts";

const ASKED =
  "Write a title for this conversation: at most five words, in the language of the user's message. Write nothing but the title.";
const READ_CHARS = 4_000;
const TITLE_CHARS = 80;
const TIMEOUT_MS = 30_000;

/** The user's first words of a title prompt's conversation. */
function firstWords(conversation: string): string {
  const [, said = conversation] =
    /^\s*User:\s*([^]*?)(?:\n+(?:AI|Assistant):|$)/i.exec(conversation) ?? [];
  return said.replaceAll(/\s+/g, " ").trim();
}

/** A title without a model: the beginning of the question. */
export function plainTitle(conversation: string): string {
  const said = firstWords(conversation);
  if (detectLanguage(said) === "zh") {
    const [sentence = ""] = said.split(/[。！？；\n]/);
    const characters = Array.from(sentence);
    return characters.length > 16 ? `${characters.slice(0, 15).join("")}…` : sentence || "数据分析";
  }
  const words = said
    .replace(/[?!.]+$/, "")
    .split(" ")
    .filter((word) => word !== "");
  const title = words
    .slice(0, 5)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
  return title === "" ? "Data Analysis" : title.slice(0, TITLE_CHARS);
}

/** A title of the model's; its own words are kept short and plain, and without it there is one anyway. */
export async function writeTitle(
  model: ChatModelPort | undefined,
  conversation: string,
  signal: AbortSignal,
): Promise<string> {
  if (model === undefined) return plainTitle(conversation);
  let text = "";
  try {
    for await (const chunk of model.stream({
      messages: [new SystemMessage(ASKED), new HumanMessage(conversation.slice(0, READ_CHARS))],
      tools: [],
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      purpose: "title",
    }))
      text += chunk.text;
  } catch {
    return plainTitle(conversation);
  }
  const [line = ""] = text.trim().split("\n");
  const title = line
    .replace(/^(?:title|标题)\s*[:：]\s*/i, "")
    .replaceAll(/^["'“”《*#\s]+|["'“”》*\s]+$/g, "")
    .slice(0, TITLE_CHARS);
  return title === "" ? plainTitle(conversation) : title;
}
