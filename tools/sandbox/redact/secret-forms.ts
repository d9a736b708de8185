/** Shorter pieces would be found in text that has nothing to do with the secret. */
const LEAST_FORM = 4;
const LEAST_LINE = 12;

/**
 * Base64 of a text that holds the secret after 0, 1 or 2 bytes of a group: the part that no neighbour
 * touches, and the whole end where nothing follows.
 */
function base64Forms(secret: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), secret]).toString("base64");
    const from = Math.ceil((before * 8) / 6);
    const core = text.slice(from, Math.floor(((before + secret.length) * 8) / 6));
    const end = text.slice(from);
    return [core, end, end.replaceAll("=", "")];
  });
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
  const ascii = json.replaceAll(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return [
    json,
    ascii,
    repr,
    repr.replaceAll("'", "\\'"),
    html,
    html.replaceAll("&#x27;", "'").replaceAll("&quot;", '"'),
  ];
}

/** A key of many lines is hidden also line by line. */
const withLines = (secret: string) => [
  secret,
  ...secret.split(/\r?\n/).filter((line) => line !== secret && line.length >= LEAST_LINE),
];

/** The ways in which a secret is looked for in what leaves a sandbox, the longest first. */
export function secretForms(secrets: readonly string[]): string[] {
  const forms = new Set<string>();
  for (const secret of secrets.flatMap(withLines)) {
    const bytes = Buffer.from(secret);
    const base64 = base64Forms(bytes);
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
