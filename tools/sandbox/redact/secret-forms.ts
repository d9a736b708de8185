/** Shorter pieces would be found in text that has nothing to do with the secret. */
const LEAST_FORM = 4;

/**
 * The part of the base64 of `…secret…` that no neighbour touches, for a secret that stands after
 * 0, 1 or 2 bytes of a group.
 */
function base64Core(secret: Buffer, before: 0 | 1 | 2): string {
  const text = Buffer.concat([Buffer.alloc(before), secret]).toString("base64");
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + secret.length) * 8) / 6));
}

const urlSafe = (base64: string) => base64.replaceAll("+", "-").replaceAll("/", "_");

function urlForms(secret: string): string[] {
  const strict = encodeURIComponent(secret.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  // Python's `quote` leaves slashes, `quote_plus` writes blanks as plus, JavaScript leaves five marks.
  const forms = [strict, strict.replaceAll("%2F", "/"), strict.replaceAll("%20", "+")];
  forms.push(encodeURIComponent(secret.toWellFormed()));
  return [
    ...forms,
    ...forms.map((form) => form.replaceAll(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase())),
  ];
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};

/** As JSON, Python's `repr` and HTML write a text. */
function quotedForms(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const escaped = secret.replaceAll("\\", "\\\\");
  const repr = escaped.replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t");
  const html = secret.replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);
  return [
    json,
    repr,
    repr.replaceAll("'", "\\'"),
    html,
    html.replaceAll("&#x27;", "'").replaceAll("&quot;", '"'),
  ];
}

/** The ways in which a secret is looked for in what leaves a sandbox, the longest first. */
export function secretForms(secrets: readonly string[]): string[] {
  const forms = new Set<string>();
  for (const secret of secrets) {
    const bytes = Buffer.from(secret);
    const base64 = ([0, 1, 2] as const).map((before) => base64Core(bytes, before));
    const all = [
      secret,
      ...urlForms(secret),
      ...quotedForms(secret),
      ...base64,
      ...base64.map(urlSafe),
    ];
    for (const form of all) if (form.length >= LEAST_FORM) forms.add(form);
  }
  return [...forms].toSorted((a, b) => b.length - a.length);
}
