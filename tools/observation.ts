import { keepHead, keepTail, type CutText } from "./output/cut-text.ts";
import type { StoredFile } from "./ports/file-store.ts";
import type { CellError, CellStatus } from "./ports/sandbox.ts";
import type { Language, Words } from "./words.ts";

/**
 * A stored file that a tool made. `chart`: something a cell showed; `file`: handed out by the
 * model; `output`: the whole text of a cell whose observation had to be cut.
 */
export interface ToolArtifact extends StoredFile {
  readonly kind: "chart" | "file" | "output";
}

/** `blocked`: the code policy stopped the code before it ran. `refused`: another tool could not do what was asked. */
export type ObservationStatus = CellStatus | "blocked" | "refused";

/** What a tool call came to: one shape for success and failure of every tool. */
export interface Observation {
  /** The kernel's word alone: text on stderr is no failure. */
  readonly success: boolean;
  readonly status: ObservationStatus;
  /** As printed, blanks and line breaks kept; bounded. */
  readonly stdout: string;
  readonly stderr: string;
  /** What displayed objects and the last expression show as text. */
  readonly value?: string;
  /** Set whenever `success` is false. */
  readonly error?: CellError;
  readonly artifacts: readonly ToolArtifact[];
  /** Files that appeared or changed in the working folder, as paths relative to it. */
  readonly newFiles: readonly string[];
  /** What a person and the model should know beside the output. */
  readonly notes: readonly Words[];
  readonly durationMs: number;
  readonly outOfMemory?: boolean;
  readonly variablesLost?: boolean;
  /** Of several blocks of which one failed: those that worked, counted from 0. */
  readonly okBlocks?: readonly number[];
}

/** Characters of an observation that the model sees when nothing else is asked for. */
export const OBSERVATION_LIMIT = 8_000;

export interface RenderOptions {
  /** Characters of output; the lines around it come on top. */
  readonly limit?: number;
  readonly language?: Language;
}

const WORDS = {
  status: {
    ok: { en: "Success", zh: "成功" },
    error: { en: "Failed", zh: "失败" },
    timeout: { en: "Stopped: time limit reached", zh: "已停止：达到时间上限" },
    cancelled: { en: "Cancelled by the user", zh: "已被用户取消" },
    kernel_died: { en: "Failed: the Python process died", zh: "失败：Python 进程已退出" },
    blocked: { en: "Not run: code policy", zh: "未运行：代码规则" },
    refused: { en: "Not done", zh: "未执行" },
  } satisfies Record<ObservationStatus, Words>,
  silent: {
    en: "Nothing was printed. That is normal for definitions and assignments; print what you need to see.",
    zh: "没有任何输出。定义和赋值没有输出是正常的；需要看到的内容请用 print 打印。",
  },
  shown: { en: "Shown to the user:", zh: "已展示给用户：" },
  newFiles: { en: "New or changed files:", zh: "新增或更改的文件：" },
  note: { en: "Note:", zh: "注意：" },
  lost: {
    en: "All variables are gone; files are still there.",
    zh: "所有变量都已丢失；文件仍在。",
  },
} as const;

const MAX_LISTED = 20;

type CutNote = (cut: number, side: "earlier" | "more") => string;

/** Says how much is missing and where the whole of it is. */
function cutNotes(language: Language, output: string | undefined): CutNote {
  return (cut, side) => {
    const count = cut.toLocaleString("en");
    if (language === "zh") {
      const where = output === undefined ? "" : `；更多内容在 ${output} 中，供用户查看`;
      return `[… ${side === "more" ? "后面" : "前面"}省略 ${count} 个字符${where}]`;
    }
    const where = output === undefined ? "" : `; more of it is in ${output}, for the user`;
    return `[… ${count} ${side} characters cut${where}]`;
  };
}

const endless = (text: string) => (text.endsWith("\n") ? text.slice(0, -1) : text);

/** A success: printed text first, its head; then the value, with a share of its own. */
function successText(seen: Observation, limit: number, note: CutNote): string {
  const share = Math.max(limit - seen.stdout.length, Math.floor(limit / 2));
  const value = keepHead(seen.value ?? "", share);
  const stdout = keepHead(seen.stdout, limit - value.text.length);
  const part = (kept: CutText) =>
    kept.cut === 0 ? endless(kept.text) : `${endless(kept.text)}\n${note(kept.cut, "more")}`;
  return [part(stdout), part(value)].filter((text) => text !== "").join("\n");
}

/** A failure: the tail of what was printed, the end of stderr, then the error. */
function failureText(seen: Observation, limit: number, note: CutNote, language: Language): string {
  const { name = "", value = "", traceback = "", words } = seen.error ?? {};
  const trace = keepTail(traceback, Math.floor(limit / 2));
  // A traceback ends with the message; a message that is longer than all that is cut like it.
  const message = words?.[language] ?? (traceback === "" ? `${name}: ${value}` : "");
  const parts = [
    keepTail(seen.stdout, Math.floor(limit / 2)),
    keepTail(seen.stderr, Math.floor(limit / 4)),
    trace,
    keepTail(message, Math.floor(limit / 4)),
  ];
  return parts
    .filter(({ text }) => text.trim() !== "")
    .map(({ text, cut }) => (cut === 0 ? text : `${note(cut, "earlier")}\n${text}`))
    .map(endless)
    .join("\n");
}

/** Whether the rendered text leaves something out at a limit. */
export function isCut(observation: Observation, limit: number): boolean {
  const { success, stdout, stderr, value = "", error } = observation;
  if (success) return stdout.length + value.length > limit;
  const trace = error?.traceback.length ?? 0;
  return stdout.length > limit / 2 || trace > limit / 2 || stderr.length > limit / 4;
}

function listed(names: readonly string[]): string {
  const more = names.length - MAX_LISTED;
  return names.slice(0, MAX_LISTED).join(", ") + (more > 0 ? ` … (+${more})` : "");
}

/**
 * The text of an observation for the model: the head of a success, the tail of a failure, each with
 * a note of what was cut. Files are named, never linked: links are the system's to make.
 */
export function renderObservation(observation: Observation, options: RenderOptions = {}): string {
  const { limit = OBSERVATION_LIMIT, language = "en" } = options;
  const { success, status, artifacts, newFiles, notes, variablesLost } = observation;
  const output = artifacts.find((artifact) => artifact.kind === "output")?.name;
  const note = cutNotes(language, output);
  const text = success
    ? successText(observation, limit, note)
    : failureText(observation, limit, note, language);
  const shown = artifacts.filter((artifact) => artifact.kind !== "output").map(({ name }) => name);
  const lines = [
    `[${WORDS.status[status][language]} · ${(observation.durationMs / 1000).toFixed(1)} s]`,
    text,
  ];
  if (success && text === "" && shown.length === 0) lines.push(WORDS.silent[language]);
  if (variablesLost === true) lines.push(WORDS.lost[language]);
  for (const words of notes) lines.push(`${WORDS.note[language]} ${words[language]}`);
  if (shown.length > 0) lines.push(`${WORDS.shown[language]} ${listed(shown)}`);
  if (newFiles.length > 0) lines.push(`${WORDS.newFiles[language]} ${listed(newFiles)}`);
  return lines.filter((line) => line !== "").join("\n");
}
