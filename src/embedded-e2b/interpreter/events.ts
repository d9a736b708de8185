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
  /** Printed text, as the inside of a JSON string in UTF-8; what is malformed is dropped. */
  printed(stream: StreamName, json: Buffer): void;
  /** A notice of this server's own. */
  note(text: string): void;
}
