import type { Artifact, PromptFacts, RunEvent } from "../../../graphs/analyst/events.ts";
import { isAnswered } from "../../../graphs/analyst/stop-reasons.ts";
import { readableSize } from "../../../tools/files/readable-size.ts";
import type { Language } from "../../../tools/words.ts";
import { formatDuration } from "../text/duration.ts";
import { safeLine } from "../../../tools/output/safe-text.ts";
import { pad, textWidth } from "../text/width.ts";
import { wrap } from "../text/wrap.ts";
import type { SavedPaths } from "./run-view.ts";
import { promptText, stopWords, text, usageText } from "./run-words.ts";
import type { Style } from "./style.ts";

/** Longer paths push what follows them to the right. */
const PATH_COLUMN = 64;

type Finished = Extract<RunEvent, { type: "run.finished" }>;

export interface FinishLook {
  readonly style: Style;
  readonly language: Language;
  readonly width: number;
  /** Of the last model call. */
  readonly prompt: PromptFacts | undefined;
  readonly answer: (markdown: string) => string[];
}

/** The end of a run, in blocks: the answer, caveats, files with their paths, and what it took. */
export function renderFinish(event: Finished, saved: SavedPaths, look: FinishLook): string[][] {
  const { style, language, width } = look;
  const heading = (key: "files" | "caveats") => style.bold(text(key, language));
  const caveats = event.caveats.flatMap((caveat) =>
    wrap(safeLine(caveat), width - 4).map((line, at) =>
      at === 0 ? `  ${style.warn("!")} ${line}` : `    ${line}`,
    ),
  );
  const files = event.artifacts.length === 0 ? [] : fileLines(event.artifacts, saved, look);
  return [
    look.answer(withPaths(event.answer, event.artifacts, saved)),
    caveats.length === 0 ? [] : [heading("caveats"), ...caveats],
    files.length === 0 ? [] : [heading("files"), ...files],
    ending(event, look),
  ];
}

/** Links to stored files lead to the copies. */
function withPaths(answer: string, artifacts: readonly Artifact[], saved: SavedPaths): string {
  let shown = answer;
  for (const { id, url } of artifacts) shown = shown.replaceAll(url, saved.get(id) ?? url);
  return shown;
}

/** The path, then in line with the others what it is; below it where the line has no room. */
function fileLines(
  artifacts: readonly Artifact[],
  saved: SavedPaths,
  { style, language, width }: FinishLook,
): string[] {
  const paths = artifacts.map((artifact) => safeLine(saved.get(artifact.id) ?? artifact.url));
  const column = Math.min(PATH_COLUMN, Math.max(...paths.map(textWidth)));
  return artifacts.flatMap(({ kind, size }, at) => {
    const about = `${text(kind, language)}, ${readableSize(size)}`;
    const path = pad(paths[at] ?? "", column);
    const fits = textWidth(path) + textWidth(about) + 4 <= width;
    return fits
      ? [`  ${path}  ${style.dim(about)}`]
      : [`  ${path.trimEnd()}`, `    ${style.dim(about)}`];
  });
}

function ending(event: Finished, { style, language, width, prompt }: FinishLook): string[] {
  const { stopReason, usage, durationMs, error, answer } = event;
  const answered = isAnswered(stopReason);
  const mark = answered ? style.good("✓") : style.warn("■");
  const words = stopWords[stopReason][language];
  const took = `${formatDuration(durationMs)} · ${[usageText(usage, language), ...promptText(prompt, language)].join(" · ")}`;
  const said =
    error !== undefined && !answer.includes(error.message) ? safeLine(error.message) : "";
  return [
    ...(said === "" ? [] : wrap(style.bad(said), width)),
    ...wrap(`${mark} ${answered ? words : style.bold(words)} ${style.dim(`· ${took}`)}`, width),
  ];
}
