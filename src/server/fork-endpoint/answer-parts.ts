import type { Narration } from "../content/narrator.ts";

interface ToolCall {
  readonly id: string;
  readonly name: "execute_code";
  readonly args: string;
  readonly input: string;
  output: string;
  /** 0.1 while it runs, 0.5 while the sandbox is brought back, 1 at its end. */
  progress: number;
  readonly startTime: number;
  elapsedTime?: number;
}

export type AnswerPart =
  | { readonly type: "text"; readonly text: { value: string } }
  | { readonly type: "tool_call"; readonly tool_call: ToolCall };

const RUNNING = 0.1;
const RECOVERING = 0.5;

/** The content of an answer: text and cells in the order in which they come, without holes. */
export class AnswerParts {
  readonly all: AnswerPart[] = [];
  readonly #changed = new Set<number>();

  /** All words, as they are searched and given to a model. */
  get text(): string {
    return this.all
      .flatMap((part) => (part.type === "text" ? part.text.value.trim() : []))
      .filter((text) => text !== "")
      .join("\n\n");
  }

  /** True when a reader should see it at once. */
  take(narration: Narration, now: number): boolean {
    switch (narration.type) {
      case "text":
        this.#say(narration.text);
        return false;
      case "cell": {
        const { cellId, code } = narration;
        this.#add({
          type: "tool_call",
          tool_call: {
            id: `call_${cellId}_${now.toString(36)}`,
            name: "execute_code",
            args: JSON.stringify({ lang: "py", code }),
            input: code,
            output: "",
            progress: RUNNING,
            startTime: now,
          },
        });
        return true;
      }
      case "output":
        this.#change((call) => {
          call.output += narration.text;
          call.progress = RUNNING;
        });
        return false;
      case "recovering":
        this.#change((call) => {
          call.progress = RECOVERING;
        });
        return true;
      case "cell.end":
        this.#change((call) => {
          call.progress = 1;
          call.elapsedTime = narration.durationMs;
        });
        return true;
      default:
        narration satisfies never;
        return false;
    }
  }

  /** A paragraph of its own. */
  say(text: string): void {
    this.#say(this.text === "" ? text : `\n\n${text}`);
  }

  /** What changed since it was last asked for. */
  takeChanged(): { readonly index: number; readonly part: AnswerPart }[] {
    const changed = [...this.#changed].flatMap((index) => {
      const part = this.all[index];
      return part === undefined ? [] : { index, part };
    });
    this.#changed.clear();
    return changed;
  }

  #add(part: AnswerPart): void {
    this.#changed.add(this.all.push(part) - 1);
  }

  #say(text: string): void {
    const last = this.all.at(-1);
    if (last?.type === "text") {
      last.text.value += text;
      this.#changed.add(this.all.length - 1);
      return;
    }
    const value = text.trimStart();
    if (value !== "") this.#add({ type: "text", text: { value } });
  }

  /** Only the cell that still runs. */
  #change(change: (call: ToolCall) => void): void {
    const index = this.all.findLastIndex(({ type }) => type === "tool_call");
    const part = this.all[index];
    if (part?.type !== "tool_call" || part.tool_call.progress === 1) return;
    change(part.tool_call);
    this.#changed.add(index);
  }
}
