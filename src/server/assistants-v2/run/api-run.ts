import { EventEmitter, once } from "node:events";
import type { RunEvent } from "../../../../graphs/analyst/events.ts";
import type { Caller } from "../../../../tools/ports/caller.ts";
import type {
  ApiObjectKind,
  ApiObjectRecords,
} from "../../../persistence/records/api-object-records.ts";
import { toSeconds } from "../ids.ts";
import { usageObject, type RunState } from "../objects/run-object.ts";
import { RunWriter, type ApiEvent, type Ending } from "./run-writer.ts";

export interface ApiRunParts {
  readonly caller: Caller;
  readonly run: RunState;
  readonly records: ApiObjectRecords;
  readonly start: (signal: AbortSignal) => AsyncIterable<RunEvent>;
  /** Words for what prevented or broke the run. */
  readonly explain: (error: unknown) => string;
  /** Why it was stopped when the client did not ask for it. */
  readonly whyStopped: () => string | undefined;
}

/** How often what changed is stored while the model writes. */
const SAVE_MS = 500;
/** How often another replica's wish to cancel is looked for, in saves. */
const LOOK_EVERY = 4;

/**
 * A run at work. It goes on without its readers, and stores its messages and steps all the time: they
 * are all that remains after a stop.
 */
export class ApiRun {
  readonly #parts: ApiRunParts;
  readonly #writer: RunWriter;
  readonly #events: ApiEvent[];
  readonly #news = new EventEmitter();
  readonly #stop = new AbortController();
  #saves: Promise<void> = Promise.resolve();
  #ticks = 0;
  #isOver = false;
  /** Resolves when the run has ended and all of it is stored. */
  readonly end: Promise<void>;

  constructor(parts: ApiRunParts, opening: readonly ApiEvent[]) {
    this.#parts = parts;
    const { id, thread_id, assistant_id } = parts.run;
    const place = { runId: id, threadId: thread_id, assistantId: assistant_id };
    this.#writer = new RunWriter(place, Date.now);
    this.#news.setMaxListeners(0);
    this.#events = [...opening];
    this.#tell("created");
    this.#tell("queued");
    this.end = this.#work().finally(() => {
      this.#isOver = true;
      this.#news.emit("event");
    });
    // Whoever waits is told; nobody may be waiting.
    this.end.catch(() => undefined);
  }

  get state(): RunState {
    return this.#parts.run;
  }

  /** Interrupts the cell; what was done is kept. */
  stop(): void {
    this.#stop.abort();
  }

  /** Everything from the beginning, then what comes. */
  async *follow(): AsyncGenerator<ApiEvent> {
    for (let at = 0; ;) {
      while (at < this.#events.length) {
        const event = this.#events[at];
        at += 1;
        if (event !== undefined) yield event;
      }
      if (this.#isOver) return;
      await once(this.#news, "event");
    }
  }

  /** Stores what changed since. */
  async save(): Promise<void> {
    return this.#inTurn(async () => {
      for (const written of this.#writer.takeChanged()) {
        try {
          await this.#put(written.kind, written.object);
        } catch (error) {
          this.#writer.keep(written);
          throw error;
        }
      }
    });
  }

  async #saveRun(): Promise<void> {
    return this.#inTurn(async () => this.#put("run", this.#parts.run));
  }

  async #put(kind: ApiObjectKind, object: { readonly id: string }): Promise<void> {
    const { caller, records, run } = this.#parts;
    const place = { threadId: run.thread_id, runId: run.id };
    await records.put(caller, { id: object.id, kind, ...place, document: { ...object } });
  }

  /** An older write must not come after a newer one. */
  async #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#saves.then(work);
    this.#saves = done.catch(() => undefined);
    return done;
  }

  #push(events: readonly ApiEvent[]): void {
    if (events.length === 0) return;
    this.#events.push(...events);
    this.#news.emit("event");
  }

  #tell(status: string): void {
    this.#push([{ event: `thread.run.${status}`, data: { ...this.#parts.run } }]);
  }

  async #tick(): Promise<void> {
    this.#ticks += 1;
    await this.save();
    if (this.#ticks % LOOK_EVERY !== 0 || this.#isOver) return;
    const { caller, records, run } = this.#parts;
    const stored = await records.find(caller, "run", run.id);
    if (stored === undefined || stored.document["status"] === "cancelling") this.stop();
    else if (!this.#isOver) await this.#saveRun();
  }

  async #work(): Promise<void> {
    const { run, start, explain, whyStopped } = this.#parts;
    // A store that is away for a moment is tried again at the next time.
    const timer = setInterval(() => void this.#tick().catch(() => undefined), SAVE_MS);
    let how: Ending = "failed";
    try {
      run.status = "in_progress";
      run.started_at = toSeconds(Date.now());
      await this.#saveRun();
      this.#tell("in_progress");
      let finished: Extract<RunEvent, { type: "run.finished" }> | undefined;
      for await (const event of start(this.#stop.signal)) {
        if (event.type === "run.started") {
          run.was_asked = true;
          await this.#saveRun();
        }
        this.#push(this.#writer.event(event));
        if (event.type === "run.finished") finished = event;
      }
      if (finished === undefined) throw new Error("the run ended without its last event");
      run.usage = usageObject(finished.usage);
      const why = finished.stopReason === "cancelled" ? whyStopped() : finished.error?.message;
      if (why !== undefined) run.last_error = { code: "server_error", message: why };
      else how = finished.stopReason === "cancelled" ? "cancelled" : "completed";
    } catch (error) {
      run.last_error = { code: "server_error", message: explain(error) };
    } finally {
      clearInterval(timer);
    }
    await this.#finish(how);
  }

  async #finish(how: Ending): Promise<void> {
    const { run } = this.#parts;
    this.#push(this.#writer.end(how));
    run.status = how;
    run.expires_at = null;
    run[`${how}_at`] = toSeconds(Date.now());
    try {
      await this.save();
      await this.#saveRun();
    } finally {
      this.#tell(how);
    }
  }
}
