import { LiveAnswer, type AnswerParts } from "./live-answer.ts";

/** A run of whatever protocol. */
export interface TrackedRun {
  /** Settles when it has ended. */
  readonly end: Promise<unknown>;
  /** Ends it in good order. */
  stop(): void;
}

/** All runs that this server answers at the moment. */
export class ActiveAnswers {
  readonly #all = new Set<TrackedRun>();
  readonly #byKey = new Map<string, LiveAnswer>();
  #isDraining = false;

  get size(): number {
    return this.#all.size;
  }

  /** No new runs are to be begun. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** The run of the same request, when it is under way. */
  find(key: string | undefined): LiveAnswer | undefined {
    return key === undefined ? undefined : this.#byKey.get(key);
  }

  /** Counts a run among those that the server lets end before it does. */
  track(run: TrackedRun): void {
    this.#all.add(run);
    const forget = () => void this.#all.delete(run);
    run.end.then(forget, forget);
  }

  begin(key: string | undefined, parts: AnswerParts): LiveAnswer {
    const answer = new LiveAnswer({
      ...parts,
      onEnd: async () => {
        this.#all.delete(answer);
        if (key !== undefined && this.#byKey.get(key) === answer) this.#byKey.delete(key);
        await parts.onEnd();
      },
    });
    this.#all.add(answer);
    if (key !== undefined) this.#byKey.set(key, answer);
    return answer;
  }

  /** Lets what runs come to its end, and stops it in good order when that takes longer than `graceMs`. */
  async drain(graceMs: number): Promise<void> {
    this.#isDraining = true;
    const ends = Promise.allSettled([...this.#all].map(async ({ end }) => end));
    const timer = setTimeout(() => {
      for (const answer of this.#all) answer.stop();
    }, graceMs);
    await ends;
    clearTimeout(timer);
  }
}
