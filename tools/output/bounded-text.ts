import { keepHead, keepTail } from "./cut-text.ts";

/** Text that grows without end, kept as its head and its tail. */
export interface BoundedText {
  push(chunk: string): void;
  /** Characters pushed so far, kept or not. */
  readonly length: number;
  /** What was kept, with a note in the place of what was not. */
  toString(): string;
}

/** Keeps at most about `limit` characters: half from the start, half from the end. */
export function createBoundedText(limit: number): BoundedText {
  const half = Math.ceil(limit / 2);
  let head = "";
  let length = 0;
  let tail: string[] = [];
  let tailLength = 0;

  const shrinkTail = () => {
    const joined = tail.join("");
    tail = [joined.slice(-half)];
    tailLength = tail[0]?.length ?? 0;
  };

  return {
    push(chunk) {
      length += chunk.length;
      const room = half - head.length;
      if (room > 0) head += chunk.slice(0, room);
      const rest = room > 0 ? chunk.slice(room) : chunk;
      if (rest === "") return;
      tail.push(rest);
      tailLength += rest.length;
      // Twice the size before it is cut, so that each character is copied a bounded number of times.
      if (tailLength > 2 * half) shrinkTail();
    },
    get length() {
      return length;
    },
    toString() {
      if (length <= head.length + tailLength && tailLength <= half) return head + tail.join("");
      shrinkTail();
      const start = keepHead(head, half - 1).text;
      const end = keepTail(tail[0] ?? "", half - 1).text;
      const cut = (length - start.length - end.length).toLocaleString("en");
      return `${start}\n[… ${cut} characters of output are not kept here …]\n${end}`;
    },
  };
}
