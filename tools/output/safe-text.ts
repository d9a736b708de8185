/**
 * Makes text from a sandbox or a model safe for a terminal. Whatever could move the cursor, change
 * its state, hide text or turn its direction is taken out; colours go with it, since ours are added
 * later.
 */

/** CSI, then OSC/DCS/PM/APC/SOS with their payload (also cut off by the end), then other escapes. */
const ESCAPES =
  // eslint-disable-next-line no-control-regex
  /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]?|(?:\u001B[\]PX^_]|[\u0090\u0098\u009D-\u009F])[^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C|$)|\u001B[ -/]*[0-~]?/g;

/** Controls but tab and line feed; bidirectional marks, embeddings, overrides and isolates. */
const CONTROLS =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

const TAB = "    ";

/** Safe text of several lines. Tabs become blanks, since their width depends on where they stand. */
export function safeText(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(ESCAPES, "")
    .replaceAll(/[\u2028\u2029]/g, "\n")
    .replaceAll(CONTROLS, "")
    .replaceAll("\t", TAB);
}

/** The same as one line. */
export function safeLine(text: string): string {
  return safeText(text).replaceAll("\n", " ");
}
