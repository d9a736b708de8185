/** Whether a promise settles within a time; it is never rejected by this. */
export async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => late.resolve(false), ms);
  const settled = promise.then(
    () => true as const,
    () => true as const,
  );
  return Promise.race([settled, late.promise]).finally(() => clearTimeout(timer));
}
