import { BaseMessage } from "@langchain/core/messages";
import { DeltaValue } from "@langchain/langgraph";
import { z } from "zod";
import { AnalystError } from "../../tools/errors.ts";
import { AnalystState, STATE_VERSION } from "./state.ts";

const unusable = (en: string, zh: string, cause?: unknown) =>
  new AnalystError("state_unusable", { en, zh }, { cause });

const unreadable = (cause: unknown) =>
  unusable(
    "This conversation was kept in a form that this release cannot read. Start a new one, or use the release that made it.",
    "当前版本无法读取该会话的保存格式。请开始新的会话，或使用创建它的版本。",
    cause,
  );

const Version = z.object({ version: z.number().int().default(STATE_VERSION) });
const Messages = z.array(z.custom<BaseMessage>((value) => BaseMessage.isInstance(value)));

function schemaOf(name: string, field: unknown): z.ZodType {
  if (name === "messages") return Messages;
  // The library types its schemas by an interface of its own; all of ours are zod's.
  return (DeltaValue.isInstance(field) ? field.valueSchema : field) as z.ZodType;
}

/**
 * Looks at the state of a thread before anything goes on from it: all that a release, another one or
 * a damaged one, has kept must be what the present code takes it for. Raises `state_unusable`.
 */
export async function checkStoredState(
  load: () => Promise<Readonly<Record<string, unknown>>>,
): Promise<void> {
  let values: Readonly<Record<string, unknown>>;
  try {
    values = await load();
  } catch (error) {
    throw AnalystError.isInstance(error) ? error : unreadable(error);
  }
  const kept = Version.safeParse(values);
  if (!kept.success) throw unreadable(kept.error);
  if (kept.data.version > STATE_VERSION) {
    throw unusable(
      "This conversation was gone on with in a newer release, which this one cannot read. Use that release, or start a new conversation.",
      "该会话已被更新的版本使用，当前版本无法读取。请使用该版本，或开始新的会话。",
    );
  }
  for (const [name, field] of Object.entries(AnalystState.fields)) {
    if (values[name] === undefined) continue;
    const parsed = schemaOf(name, field).safeParse(values[name]);
    if (!parsed.success) throw unreadable(parsed.error);
  }
}
