import { randomUUID } from "node:crypto";
import type { AIMessageChunk } from "@langchain/core/messages";
import { z } from "zod";
import { findTool, toolNames } from "../../../tools/tool-table.ts";
import type { PendingCall } from "../state.ts";

interface RawCall {
  readonly id: string;
  readonly name: string;
  readonly args: unknown;
}

function check({ id, name, args }: RawCall): PendingCall {
  const tool = findTool(name);
  if (tool === undefined) {
    return {
      id,
      name,
      fault: `There is no tool "${name}". The tools are: ${toolNames().join(", ")}.`,
    };
  }
  if (args === undefined)
    return { id, name, fault: "The arguments are not valid JSON. Send the call again." };
  const parsed = tool.schema.safeParse(args);
  return parsed.success
    ? { id, name, args: parsed.data as Record<string, unknown> }
    : { id, name, fault: `The arguments do not fit:\n${z.prettifyError(parsed.error)}` };
}

/**
 * The calls of a reply in their order, each checked against its tool's schema: unknown tools and
 * malformed arguments become faults that the model is told, never errors of the run.
 */
export function pendingCalls(reply: AIMessageChunk): PendingCall[] {
  const order = new Map(
    reply.tool_call_chunks?.map((part, position) => [part.id, part.index ?? position]),
  );
  const valid = (reply.tool_calls ?? []).map(({ id, name, args }) => ({
    id,
    name,
    args: args as unknown,
  }));
  const malformed = (reply.invalid_tool_calls ?? []).map(({ id, name }) => ({
    id,
    name: name ?? "",
    args: undefined,
  }));
  return [...valid, ...malformed]
    .toSorted((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
    .map(({ id, name, args }) => check({ id: id ?? `call_${randomUUID()}`, name, args }));
}
