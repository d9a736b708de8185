/** A string, or one of the bare words that Python's `json` writes for floats JSON does not know. */
const STRING_OR_WORD = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/**
 * Parses JSON as Python may write it: `NaN` and `Infinity` become null. Undefined for anything else
 * that is not JSON: a kernel runs foreign code, so what it sends is untrusted.
 */
export function parseLenient(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const repaired = text.replace(STRING_OR_WORD, (match) => (match[0] === '"' ? match : "null"));
    try {
      return JSON.parse(repaired) as unknown;
    } catch {
      return undefined;
    }
  }
}
