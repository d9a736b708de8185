/** Keeps the last characters of a stream of text. */
export function createTail(maxChars: number): {
  push: (chunk: Buffer) => void;
  text: () => string;
} {
  let tail = "";
  return {
    push: (chunk) => {
      tail = (tail + chunk.toString("utf8")).slice(-maxChars);
    },
    text: () => tail.trim(),
  };
}
