/** What the server is doing, for those who should wait until it does nothing. */
export interface Activity {
  /** Marks the beginning of a run or request; the function it returns marks its end, once. */
  begin(): () => void;
  readonly running: number;
  /** Milliseconds since the last end, 0 while something runs. */
  quietMs(): number;
}

export function createActivity(now: () => number): Activity {
  let running = 0;
  let lastEnd = now();
  return {
    begin() {
      let open = true;
      running += 1;
      return () => {
        if (!open) return;
        open = false;
        running -= 1;
        lastEnd = now();
      };
    },
    get running() {
      return running;
    },
    quietMs: () => (running > 0 ? 0 : now() - lastEnd),
  };
}
