import { randomUUID } from "node:crypto";
import { AIMessage, type AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import { z } from "zod";
import { findTool, toolNames, type CodeMode } from "../../../tools/tool-table.ts";
import type { Language, Words } from "../../../tools/words.ts";
import type { PendingCall } from "../state.ts";

interface RawCall {
  readonly id: string;
  readonly name: string;
  readonly args: unknown;
}

const FAULTS = {
  unknown: (name: string, known: string): Words => ({
    en: `There is no tool "${name}". The tools are: ${known}.`,
    zh: `没有名为“${name}”的工具。可用的工具：${known}。`,
  }),
  torn: (): Words => ({
    en: "The arguments are not valid JSON. Send the call again.",
    zh: "参数不是有效的 JSON。请重新发送调用。",
  }),
  unfit: (why: string): Words => ({
    en: `The arguments do not fit:\n${why}`,
    zh: `参数不符合要求：\n${why}`,
  }),
};

function check({ id, name, args }: RawCall, language: Language, mode: CodeMode): PendingCall {
  const faulty = (words: Words) => ({ id, name, fault: words[language] });
  const tool = findTool(name, mode);
  if (tool === undefined) return faulty(FAULTS.unknown(name, toolNames().join(", ")));
  if (args === undefined) return faulty(FAULTS.torn());
  const parsed = tool.schema.safeParse(args);
  return parsed.success
    ? { id, name, args: parsed.data }
    : faulty(FAULTS.unfit(z.prettifyError(parsed.error)));
}

/** Strict, where LangChain's own parse completes torn JSON: half a program must never run. */
function parseArgs(raw: string | undefined): unknown {
  try {
    return JSON.parse(raw === undefined || raw.trim() === "" ? "{}" : raw);
  } catch {
    return undefined;
  }
}

/** Some servers number the calls of each reply anew; a history needs an id for each call. */
function uniqueId(id: string | undefined, taken: Set<string>): string {
  const isFree = id !== undefined && id !== "" && !taken.has(id);
  const unique = isFree ? id : `call_${randomUUID()}`;
  taken.add(unique);
  return unique;
}

function idsIn(history: readonly BaseMessage[]): Set<string> {
  return new Set(
    history.flatMap((message) =>
      AIMessage.isInstance(message) ? (message.tool_calls ?? []).map(({ id }) => id ?? "") : [],
    ),
  );
}

/**
 * The calls of a reply in their order, each checked against its tool's schema: unknown tools and
 * malformed arguments become faults that the model is told, never errors of the run.
 */
export function pendingCalls(
  reply: AIMessageChunk,
  history: readonly BaseMessage[] = [],
  language: Language = "en",
  mode: CodeMode = "batch",
): PendingCall[] {
  const taken = idsIn(history);
  const streamed = (reply.tool_call_chunks ?? []).map(({ id, name, args }) => ({
    id,
    name,
    args: parseArgs(args),
  }));
  const whole = (reply.tool_calls ?? []).map(({ id, name, args }) => ({ id, name, args }));
  const calls: { id?: string; name?: string; args: unknown }[] =
    streamed.length > 0 ? streamed : whole;
  return calls.map(({ id, name, args }) =>
    check({ id: uniqueId(id, taken), name: name ?? "", args }, language, mode),
  );
}
