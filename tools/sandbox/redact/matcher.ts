/** Finds forms of secrets in text, also in text that comes in pieces. */
export interface Matcher {
  redact(text: string): string;
  /** Up to where a text may be redacted and passed on: a form may begin in the rest, or is cut by it. */
  safeLength(text: string): number;
}

const escaped = (form: string) => form.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/** For at least one form, the longest first. */
export function createMatcher(
  forms: readonly string[],
  replacement: (form: string) => string,
): Matcher {
  const pattern = new RegExp(forms.map(escaped).join("|"), "g");
  const longest = forms[0]?.length ?? 0;
  const byFirst = Map.groupBy(forms, (form) => form.charCodeAt(0));

  /** Where the first form begins that the text only has the start of. */
  const openAt = (text: string): number => {
    for (let at = Math.max(0, text.length - longest + 1); at < text.length; at += 1) {
      const candidates = byFirst.get(text.charCodeAt(at));
      const end = candidates && text.slice(at);
      if (end !== undefined && candidates?.some((form) => form !== end && form.startsWith(end)))
        return at;
    }
    return text.length;
  };

  return {
    redact: (text) => text.replace(pattern, replacement),
    safeLength(text) {
      const open = openAt(text);
      if (open === text.length) return open;
      // Another form may end in what waits, and must not be torn in two.
      const from = Math.max(0, open - 2 * longest);
      for (const { 0: form, index } of text.slice(from).matchAll(pattern)) {
        const start = from + index;
        if (start < open && start + form.length > open) return start;
      }
      return open;
    },
  };
}
