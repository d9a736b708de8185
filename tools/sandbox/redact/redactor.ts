import { createMatcher, type Matcher } from "./matcher.ts";
import { secretForms } from "./secret-forms.ts";

const REDACTED = "[REDACTED]";
/** In a file that is no text a shorter form stands there by chance, some time. */
const LEAST_BINARY_FORM = 8;
const SNIFFED_BYTES = 8 * 1024;

/** Takes what comes in pieces; `end` gives what still waits for the next one. */
export interface PieceRedactor {
  push(text: string): string;
  end(): string;
}

/** Takes a set of secrets out of whatever leaves a sandbox. */
export interface Redactor {
  text(text: string): string;
  /** For text that comes in pieces. */
  pieces(): PieceRedactor;
  /** Every text within plain data, keys included; numbers too, where they spell a secret. */
  value(value: unknown): unknown;
  /** The bytes of a file: text as text; in other files equally many bytes are overwritten. */
  stream(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array>;
}

function inPieces(matcher: Matcher): PieceRedactor {
  let waiting = "";
  return {
    push(text) {
      const all = waiting + text;
      const safe = matcher.safeLength(all);
      waiting = all.slice(safe);
      return matcher.redact(all.slice(0, safe));
    },
    end() {
      const rest = matcher.redact(waiting);
      waiting = "";
      return rest;
    },
  };
}

const longestFirst = (forms: Iterable<string>) =>
  [...new Set(forms)].toSorted((a, b) => b.length - a.length);

/** Bytes as one character each, as `latin1` reads them. */
function byteForms(forms: readonly string[]): string[] {
  const utf8 = forms.map((form) => Buffer.from(form).toString("latin1"));
  const wide = forms.map((form) => Buffer.from(form, "utf16le"));
  return longestFirst([
    ...utf8,
    ...wide.map((bytes) => bytes.toString("latin1")),
    ...wide.map((bytes) => bytes.swap16().toString("latin1")),
  ]);
}

const toBytes = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));

/** For at least one secret of four characters or more. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const forms = secretForms(secrets);
  const inText = createMatcher(forms, () => REDACTED);
  const bytes = byteForms(forms);
  const inTextFile = createMatcher(bytes, () => REDACTED);
  const inBinaryFile = createMatcher(
    bytes.filter((form) => form.length >= LEAST_BINARY_FORM),
    (form) => "*".repeat(form.length),
  );

  const value = (given: unknown): unknown => {
    if (typeof given === "string") return inText.redact(given);
    if (typeof given === "number" || typeof given === "bigint") {
      const seen = inText.redact(String(given));
      return seen === String(given) ? given : seen;
    }
    if (Array.isArray(given)) return given.map(value);
    if (typeof given !== "object" || given === null) return given;
    return Object.fromEntries(
      Object.entries(given).map(([key, inner]) => [inText.redact(key), value(inner)]),
    );
  };

  return {
    text: (text) => inText.redact(text),
    pieces: () => inPieces(inText),
    value,
    stream(body) {
      let pieces: PieceRedactor | undefined;
      return body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            const isBinary = chunk.subarray(0, SNIFFED_BYTES).includes(0);
            pieces ??= inPieces(isBinary ? inBinaryFile : inTextFile);
            const text = pieces.push(Buffer.from(chunk).toString("latin1"));
            if (text !== "") controller.enqueue(toBytes(text));
          },
          flush(controller) {
            const text = pieces?.end() ?? "";
            if (text !== "") controller.enqueue(toBytes(text));
          },
        }),
      );
    },
  };
}
