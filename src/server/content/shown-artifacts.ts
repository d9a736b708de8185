import type { Artifact } from "../../../graphs/analyst/artifact.ts";
import { plainText } from "./markdown.ts";

/** A scheme that leads out of the sandbox, or a place in the page. */
const OUTSIDE = /^(?:https?:|mailto:|data:|#)/i;

/** The last part of a path or of a `sandbox:` address, as it is in the file system. */
function baseName(target: string): string {
  const path = target.replace(/[?#].*$/, "");
  const last = path.slice(path.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** The artifacts of a run: which there are, and which the reader has seen. */
export class ShownArtifacts {
  readonly #link: (artifact: Artifact) => string;
  readonly #known = new Map<string, Artifact>();
  readonly #shown = new Set<string>();

  constructor(link: (artifact: Artifact) => string) {
    this.#link = link;
  }

  add(artifact: Artifact): void {
    this.#known.set(artifact.id, artifact);
  }

  /** The Markdown that shows or links an artifact. */
  show(artifact: Artifact): string {
    this.#shown.add(artifact.id);
    const mark = artifact.kind === "chart" ? "!" : "";
    return `${mark}[${plainText(artifact.name)}](${this.#link(artifact)})`;
  }

  /** Those that the reader has not seen, in the order in which they were made. */
  left(): Artifact[] {
    return [...this.#known.values()].filter(({ id }) => !this.#shown.has(id));
  }

  /**
   * A link of the model's own: it leads to the stored file. A chart is shown once, later mentions are
   * links; what is no file that can be had is its label.
   */
  rewrite(isPicture: boolean, label: string, target: string): string | undefined {
    const artifact = this.#find(target);
    if (artifact === undefined) return OUTSIDE.test(target) ? undefined : label;
    const isFirst = !this.#shown.has(artifact.id);
    this.#shown.add(artifact.id);
    const mark = isPicture && isFirst && artifact.kind === "chart" ? "!" : "";
    return `${mark}[${label === "" ? plainText(artifact.name) : label}](${this.#link(artifact)})`;
  }

  #find(target: string): Artifact | undefined {
    const all = [...this.#known.values()];
    const name = baseName(target);
    return (
      all.find(({ url }) => url === target) ??
      (OUTSIDE.test(target) ? undefined : all.findLast((artifact) => artifact.name === name))
    );
  }
}
