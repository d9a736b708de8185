import { EventEmitter, once } from "node:events";
import type { Usage } from "../../../graphs/analyst/events.ts";
import type { RunEvent } from "../../../graphs/analyst/events.ts";
import type { StopReason } from "../../../graphs/analyst/stop-reasons.ts";
import type { Artifact } from "../../../graphs/analyst/artifact.ts";
import { Composer, type ComposerOptions, type Piece } from "../content/composer.ts";

/** How an answer ended. */
export interface AnswerEnd {
  readonly stopReason: StopReason;
  readonly usage: Usage;
  /** Words for a person, after the partial answer. */
  readonly error?: { readonly code: string; readonly message: string };
}

export interface AnswerParts {
  /** Starts the run. `shown` tells, at its end, all that the reader was shown. */
  readonly run: (signal: AbortSignal, shown: () => string) => AsyncIterable<RunEvent>;
  readonly composer: Omit<ComposerOptions, "link">;
  readonly link: (artifact: Artifact) => Promise<string>;
  /** Called when the run has ended in whatever way. */
  readonly onEnd: () => Promise<void>;
}

function artifactsOf(event: RunEvent): readonly Artifact[] {
  if (event.type === "artifact") return [event.artifact];
  return event.type === "run.finished" ? event.artifacts : [];
}

/**
 * One run that is being answered. It may have several readers, who all see it from its beginning; when
 * the last one leaves it is stopped in good order.
 */
export class LiveAnswer {
  readonly #pieces: Piece[] = [];
  readonly #news = new EventEmitter();
  readonly #stop = new AbortController();
  #readers = 0;
  #isOver = false;
  /** Resolves with the first event, raises what prevented the run. */
  readonly started: Promise<void>;
  /** Raises what broke the run. */
  readonly end: Promise<AnswerEnd>;

  constructor(parts: AnswerParts) {
    this.#news.setMaxListeners(0);
    const first = Promise.withResolvers<void>();
    this.started = first.promise;
    this.end = this.#toEnd(parts, first.resolve);
    // Whoever waits is told; nobody may be waiting.
    this.end.catch(first.reject);
    this.started.catch(() => undefined);
  }

  async #toEnd(parts: AnswerParts, onStart: () => void): Promise<AnswerEnd> {
    try {
      return await this.#work(parts, onStart);
    } finally {
      this.#isOver = true;
      this.#news.emit("piece");
      await parts.onEnd();
    }
  }

  async #work(
    { run, link, composer: options }: AnswerParts,
    onStart: () => void,
  ): Promise<AnswerEnd> {
    const links = new Map<string, string>();
    const composer = new Composer({ ...options, link: ({ id }) => links.get(id) ?? "" });
    let end: AnswerEnd | undefined;
    for await (const event of run(this.#stop.signal, () => composer.content)) {
      for (const artifact of artifactsOf(event))
        if (!links.has(artifact.id)) links.set(artifact.id, await link(artifact));
      const pieces = composer.event(event);
      this.#pieces.push(...pieces);
      if (event.type === "run.finished") {
        const { stopReason, usage, error } = event;
        end = { stopReason, usage, error };
      }
      onStart();
      if (pieces.length > 0) this.#news.emit("piece");
    }
    if (end === undefined) throw new Error("the run ended without its last event");
    return end;
  }

  /** Stops the run: the cell is interrupted, what was done is kept. */
  stop(): void {
    this.#stop.abort();
  }

  /** A reader, until `leave` is called. */
  join(): { pieces: () => AsyncGenerator<Piece>; leave: () => void } {
    this.#readers += 1;
    let isHere = true;
    return {
      pieces: () => this.#follow(),
      leave: () => {
        if (!isHere) return;
        isHere = false;
        this.#readers -= 1;
        if (this.#readers === 0) this.stop();
      },
    };
  }

  async *#follow(): AsyncGenerator<Piece> {
    for (let at = 0; ;) {
      while (at < this.#pieces.length) {
        const piece = this.#pieces[at];
        at += 1;
        if (piece !== undefined) yield piece;
      }
      if (this.#isOver) return;
      await once(this.#news, "piece");
    }
  }
}
