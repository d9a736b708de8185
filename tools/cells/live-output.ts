/** Characters of one stream that are told while a cell runs; nobody reads more of it live. */
const LIVE_LIMIT = 1024 * 1024;

/**
 * Passes printed text on until there is very much of it: events are kept and sent by whoever
 * listens, and one careless print must not fill their memory. The observation has head and tail.
 */
export function liveOutput(
  tell: ((text: string) => void) | undefined,
): ((text: string) => void) | undefined {
  if (tell === undefined) return undefined;
  let left = LIVE_LIMIT;
  return (text) => {
    if (left <= 0) return;
    const shown = text.slice(0, left);
    left -= text.length;
    tell(left > 0 ? shown : `${shown}\n[…]\n`);
  };
}
