import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { BaseChatModel, type BindToolsInput } from "@langchain/core/language_models/chat_models";
import { AIMessageChunk, type BaseMessage, type UsageMetadata } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";
import { findTornToolCall } from "./torn-tool-calls.ts";

/** A tool call of a scripted answer. A string as `args` goes out raw, also when it is no JSON. */
export interface ScriptedCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>> | string;
  readonly id?: string;
}

/** What one model call does, in this order: check, text, calls, error or wait. */
export interface ModelStep {
  /** Looks at what the model was given; what it throws fails the call and `assertDone`. */
  readonly expect?: (messages: BaseMessage[], tools: readonly string[]) => void;
  readonly text?: string;
  readonly calls?: readonly ScriptedCall[];
  /** Thrown after `text` and `calls` were streamed; alone, before anything. */
  readonly error?: Error;
  /** Streams `text`, then waits until the call is aborted. */
  readonly untilAborted?: boolean;
  readonly usage?: { readonly input: number; readonly output: number };
}

export type ScriptedModelStep = ModelStep | ((messages: BaseMessage[]) => ModelStep);

/** Answers any number of calls. */
export type Responder = (messages: BaseMessage[], tools: readonly string[]) => ModelStep;

interface CallOptions {
  signal?: AbortSignal;
  tools?: BindToolsInput[];
}

/**
 * A chat model that plays a script, one step per call, streaming as ChatOpenAI does. It refuses a
 * history with an open tool call as OpenAI does, throws on a call beyond the script, and
 * `assertDone` fails when a step is left over or any such fault was swallowed on the way.
 */
export class ScriptedModel extends BaseChatModel {
  readonly #steps: readonly ScriptedModelStep[] | Responder;
  readonly #faults: unknown[] = [];
  /** The messages of every call so far. */
  readonly calls: BaseMessage[][] = [];
  /** Resolves when the step with this index has begun to wait for its abort. */
  readonly #waiting: PromiseWithResolvers<void>[] = [];

  constructor(steps: readonly ScriptedModelStep[] | Responder) {
    super({});
    this.#steps = steps;
    this.#waiting =
      typeof steps === "function" ? [] : steps.map(() => Promise.withResolvers<void>());
  }

  override _llmType(): string {
    return "scripted";
  }

  override bindTools(tools: BindToolsInput[], options?: Partial<CallOptions>) {
    return this.withConfig({ ...options, tools } as Partial<this["ParsedCallOptions"]>);
  }

  /** Resolves when step `index` waits for its abort. */
  waitsAt(index: number): Promise<void> {
    const waiting = this.#waiting[index];
    if (waiting === undefined) throw new Error(`The script has no step ${index}.`);
    return waiting.promise;
  }

  /** To be called at the end of every test. */
  assertDone(): void {
    if (this.#faults.length > 0) throw this.#faults[0];
    if (typeof this.#steps !== "function" && this.calls.length < this.#steps.length) {
      throw new Error(`Scripted model: ${this.calls.length} of ${this.#steps.length} steps used.`);
    }
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const { signal, tools } = options as CallOptions;
    signal?.throwIfAborted();
    const index = this.calls.push([...messages]) - 1;
    const step = this.#next(index, messages, (tools ?? []).map(toolName));
    for (const piece of pieces(step)) {
      const chunk = new ChatGenerationChunk({ message: piece, text: piece.text });
      yield chunk;
      await runManager?.handleLLMNewToken(piece.text, undefined, undefined, undefined, undefined, {
        chunk,
      });
    }
    if (step.error !== undefined) throw step.error;
    if (step.untilAborted === true) {
      this.#waiting[index]?.resolve();
      await aborted(signal);
    }
  }

  override async _generate(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): Promise<ChatResult> {
    let whole: ChatGenerationChunk | undefined;
    for await (const chunk of this._streamResponseChunks(messages, options, runManager)) {
      whole = whole === undefined ? chunk : whole.concat(chunk);
    }
    if (whole === undefined) throw new Error("The scripted step answered nothing.");
    return { generations: [{ text: whole.text, message: whole.message }] };
  }

  #next(index: number, messages: BaseMessage[], tools: string[]): ModelStep {
    try {
      const torn = findTornToolCall(messages);
      if (torn !== undefined) throw Object.assign(new Error(`400 ${torn}`), { status: 400 });
      if (typeof this.#steps === "function") return this.#steps(messages, tools);
      const scripted = this.#steps[index];
      if (scripted === undefined) {
        throw new Error(`Scripted model: unexpected call ${index + 1} of ${this.#steps.length}.`);
      }
      const step = typeof scripted === "function" ? scripted(messages) : scripted;
      step.expect?.(messages, tools);
      return step;
    } catch (fault) {
      this.#faults.push(fault);
      throw fault;
    }
  }
}

/** Shorthand: `scriptedModel({ text: "Hello" })`. */
export function scriptedModel(...steps: ScriptedModelStep[]): ScriptedModel {
  return new ScriptedModel(steps);
}

function toolName(tool: BindToolsInput): string {
  const { name, function: declared } = tool as { name?: string; function?: { name?: string } };
  return declared?.name ?? name ?? "?";
}

/** Text in small pieces and arguments in halves, so that consumers must join what belongs together. */
function* pieces(step: ModelStep): Generator<AIMessageChunk> {
  for (const text of step.text?.match(/[^]{1,7}/gu) ?? []) yield new AIMessageChunk(text);
  for (const [index, call] of (step.calls ?? []).entries()) {
    const args = typeof call.args === "string" ? call.args : JSON.stringify(call.args);
    const half = Math.ceil(args.length / 2);
    const id = call.id ?? `call_${crypto.randomUUID().slice(0, 8)}`;
    yield callChunk({ index, id, name: call.name, args: args.slice(0, half) });
    yield callChunk({ index, args: args.slice(half) });
  }
  if (step.error !== undefined || step.untilAborted === true) return;
  const finish = { finish_reason: step.calls === undefined ? "stop" : "tool_calls" };
  const usage: UsageMetadata = {
    input_tokens: step.usage?.input ?? 10,
    output_tokens: step.usage?.output ?? 5,
    total_tokens: (step.usage?.input ?? 10) + (step.usage?.output ?? 5),
  };
  yield new AIMessageChunk({ content: "", response_metadata: finish, usage_metadata: usage });
}

/** As ChatOpenAI makes it, with the raw call beside the parsed one. */
function callChunk(chunk: { index: number; id?: string; name?: string; args: string }) {
  const { args, name, ...rest } = chunk;
  const raw = { ...rest, type: "function", function: { name, arguments: args } };
  return new AIMessageChunk({
    content: "",
    tool_call_chunks: [{ type: "tool_call_chunk", ...chunk }],
    additional_kwargs: { tool_calls: [raw as never] },
  });
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  if (signal === undefined)
    throw new Error("This step waits for an abort; the call has no signal.");
  return new Promise((_resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
