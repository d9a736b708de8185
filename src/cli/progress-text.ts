/** A step of the set-up as one line. */
export function progressText(step: { message: string; done?: number; total?: number }): string {
  const { message, done, total } = step;
  if (done === undefined) return message;
  return total === undefined ? `${message} (${done})` : `${message} (${done}/${total})`;
}
