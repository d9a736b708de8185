import type { KernelMessage } from "../kernel/message.ts";
import { DisplayContent, ErrorContent, ExecuteInputContent } from "../kernel/schemas.ts";
import type { ErrorLine, EventSink } from "./events.ts";
import { resultLine } from "./mime.ts";

const MAX_VALUE_CHARS = 10_000;
const MAX_TRACEBACK_CHARS = 100_000;

/** Translates one message that a kernel published for a run into the run's events. */
export function forwardOutput(message: KernelMessage, sink: EventSink): void {
  switch (message.type) {
    case "execute_input": {
      const input = ExecuteInputContent.safeParse(message.content).data;
      if (input !== undefined) {
        sink.line({ type: "number_of_executions", execution_count: input.execution_count });
      }
      break;
    }
    case "stream":
      if (message.printed !== undefined) sink.printed(message.printed.stream, message.printed.json);
      break;
    case "execute_result":
    case "display_data":
    case "update_display_data": {
      const display = DisplayContent.safeParse(message.content).data;
      if (display === undefined) break;
      sink.line(
        resultLine(display.data, message.type === "execute_result", {
          displayId: display.transient?.display_id,
          isUpdate: message.type === "update_display_data",
        }),
      );
      break;
    }
    case "error": {
      const error = ErrorContent.safeParse(message.content).data;
      if (error !== undefined) {
        sink.line(errorLine(error.ename, error.evalue, error.traceback.join("\n")));
      }
      break;
    }
  }
  if (message.unreadBytes > 0) {
    const mb = Math.ceil(message.unreadBytes / (1024 * 1024));
    sink.note(`${mb} MB of one message were too large and dropped`);
  }
}

/** An error event; texts are bounded, because an exception can carry any amount of data. */
export function errorLine(name: string, value: string, traceback = ""): ErrorLine {
  return {
    type: "error",
    name,
    value: bounded(value, MAX_VALUE_CHARS),
    traceback: bounded(traceback, MAX_TRACEBACK_CHARS),
  };
}

/** Head and tail of a text that is too long: a traceback's last lines say what happened. */
function bounded(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const half = Math.floor(maxChars / 2);
  return `${text.slice(0, half)}\n[… ${text.length - 2 * half} characters cut …]\n${text.slice(-half)}`;
}
