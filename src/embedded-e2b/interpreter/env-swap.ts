/** Values of environment variables; null = not set. */
export type EnvValues = Readonly<Record<string, string | null>>;

/**
 * A Python expression that sets environment variables and evaluates to what they were before. The
 * values travel in base64, so no content of theirs can end the literal, and an expression of its own
 * leaves the user's code, its line numbers and its names alone.
 */
export function swapExpression(values: EnvValues): string {
  const encoded = Buffer.from(JSON.stringify(values)).toString("base64");
  return [
    "(lambda env, json, b64:",
    "(lambda new:",
    "(lambda old: [",
    "[env.pop(k, None) if v is None else env.__setitem__(k, v) for k, v in new.items()],",
    "b64.b64encode(json.dumps(old).encode()).decode()][1])",
    "({k: env.get(k) for k in new}))",
    `(json.loads(b64.b64decode("${encoded}"))))`,
    '(__import__("os").environ, __import__("json"), __import__("base64"))',
  ].join("");
}

/** Reads what {@link swapExpression} evaluated to. */
export function swappedValues(text: string | undefined): EnvValues {
  const encoded = /^'([A-Za-z0-9+/=]*)'$/.exec(text ?? "")?.[1];
  if (encoded === undefined) return {};
  const values: Record<string, string | null> = {};
  const parsed = JSON.parse(Buffer.from(encoded, "base64").toString("utf8")) as object;
  for (const [name, value] of Object.entries(parsed)) {
    values[name] = typeof value === "string" ? value : null;
  }
  return values;
}
