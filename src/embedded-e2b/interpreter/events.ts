/** The lines of an `/execute` answer, as E2B's code interpreter writes them. */
export type StreamName = "stdout" | "stderr";

export interface ResultLine {
  readonly type: "result";
  readonly is_main_result: boolean;
  readonly text?: string;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

export interface ErrorLine {
  readonly type: "error";
  readonly name: string;
  readonly value: string;
  readonly traceback: string;
}

export interface CountLine {
  readonly type: "number_of_executions";
  readonly execution_count: number;
}

/** Where a run's events go, in order. */
export interface EventSink {
  line(line: ResultLine | ErrorLine | CountLine): void;
  text(stream: StreamName, text: string): void;
}
