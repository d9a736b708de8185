/** Names of calls that write files in Python and its data libraries, and shell lines. */
const WRITES =
  /\b(?:to_\w+|save\w*|open|write\w*|dump\w*|export\w*|touch|mkdir|makedirs|copy\w*|move|rename|replace|extract\w*|\w*download\w*|urlretrieve|system|run|Popen|exec|eval|sink_\w+|connect|sql)\s*\(|^\s*[!%]|\bCOPY\b/mu;

/**
 * Whether files can have come from these cells. A cell may call what an earlier one defined, so all
 * of them are looked at; it errs on the side of yes.
 */
export function mayWriteFiles(cells: readonly { readonly code: string }[]): boolean {
  return cells.some(({ code }) => WRITES.test(code));
}
