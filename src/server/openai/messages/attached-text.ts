/** A file whose text a client has put into a message in its place. */
export interface AttachedText {
  readonly name: string;
  readonly text: string;
}

const OPENING = "Attached document(s):\n```md";
const CLOSING = "\n\n```";
const DOCUMENT = /(?:^|\n\n---\n\n)# "([^"\n]{1,255})"\n/g;

function documentsOf(block: string): AttachedText[] {
  const heads = [...block.matchAll(DOCUMENT)];
  return heads.map((head, at) => ({
    name: head[1] ?? "",
    text: block.slice(head.index + head[0].length, heads[at + 1]?.index ?? block.length),
  }));
}

/** Takes LibreChat's blocks of extracted text out of a message: what is left, and the documents. */
export function takeAttachedText(message: string): { text: string; documents: AttachedText[] } {
  const documents: AttachedText[] = [];
  const kept: string[] = [];
  let at = 0;
  for (;;) {
    const start = message.indexOf(OPENING, at);
    if (start < 0) break;
    const body = start + OPENING.length;
    const end = message.indexOf(CLOSING, body);
    kept.push(message.slice(at, start));
    documents.push(...documentsOf(message.slice(body, end < 0 ? message.length : end)));
    at = end < 0 ? message.length : end + CLOSING.length;
  }
  return { text: [...kept, message.slice(at)].join("").trim(), documents };
}
