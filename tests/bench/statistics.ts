/** The middle value; for an even count the lower of the two, so that it is one that was measured. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Runs both sides in turn, A B A B …, so that a machine that slows down slows both. */
export async function alternate(
  rounds: number,
  a: () => Promise<number>,
  b: () => Promise<number>,
): Promise<{ a: number; b: number }> {
  const left: number[] = [];
  const right: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    left.push(await a());
    right.push(await b());
  }
  return { a: median(left), b: median(right) };
}
