import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AnalystError } from "../../../../tools/errors.ts";
import { safeFileName, splitName } from "../../../../tools/files/file-name.ts";
import type { Words } from "../../../../tools/words.ts";
import type { GivenFile } from "../../../uploads.ts";
import type { IncomingFile } from "../../incoming/base64-file.ts";
import type { ChatMessage, ChatPart } from "../chat-body.ts";
import type { AttachedText } from "./attached-text.ts";

/** Files of all messages, and what a person is told of those that did not come as files. */
export interface CollectedFiles {
  readonly files: readonly GivenFile[];
  readonly notes: readonly Words[];
}

interface Sent {
  readonly name: string;
  /** A key of the received files, or the data itself. */
  readonly data: string;
}

const MAX_FILES = 200;
const TEXT_FILES = new Set([
  ".csv",
  ".tsv",
  ".txt",
  ".md",
  ".json",
  ".jsonl",
  ".ndjson",
  ".xml",
  ".html",
  ".sql",
  ".py",
  ".log",
  ".yaml",
  ".yml",
]);

const endings: Readonly<Record<string, string>> = {
  "image/png": ".png",
  "image/jpeg": ".jpg",
  "image/webp": ".webp",
  "image/gif": ".gif",
  "application/pdf": ".pdf",
  "text/csv": ".csv",
  "application/json": ".json",
};

const quoted = (names: readonly string[]) => names.map((name) => `“${name}”`).join(", ");

const onlyText = (names: readonly string[]): Words => ({
  en: `Of ${quoted(names)} only the extracted text arrived, perhaps cut off, not the file itself. To have the real file analysed, attach it with “Upload to Provider”, or let the administrator deliver files raw for this endpoint (fileConfig: defaultLLMDeliveryPath: { fallback: provider }).`,
  zh: `${quoted(names)} 只收到提取后的文字（可能已被截断），而不是文件本身。要分析真正的文件，请在附件菜单中选择“上传到提供商”（Upload to Provider），或请管理员为此端点启用原始文件传送（fileConfig: defaultLLMDeliveryPath: { fallback: provider }）。`,
});

const notSent = (names: readonly string[]): Words => ({
  en: `${quoted(names)} did not arrive: only a reference was sent, which is not followed. Attach the file itself.`,
  zh: `${quoted(names)} 未能收到：请求中只有一个引用，系统不会读取。请直接附上文件。`,
});

function sentOf(part: ChatPart): { name?: string; data?: string } | undefined {
  if (part.type === "file") return { name: part.file.filename, data: part.file.file_data };
  if (part.type === "input_file") return { name: part.filename, data: part.file_data };
  if (part.type === "image_url" || part.type === "input_image") return { data: part.image_url };
  return undefined;
}

const badFile = (name: string) =>
  new AnalystError("file_unusable", {
    en: `${name} could not be read: its data are neither base64 nor a data URI.`,
    zh: `${name} 无法读取：其数据既不是 base64，也不是 data URI。`,
  });

/** Data that stand in the message itself: a data URI that is not base64, or base64 without one. */
function decode({ name, data }: Sent): Buffer {
  const uri = /^data:[^,]{0,300},/.exec(data);
  if (uri !== null) return Buffer.from(decodeURIComponent(data.slice(uri[0].length)), "utf8");
  if (/[^A-Za-z0-9+/=_\s-]/.test(data)) throw badFile(name);
  return Buffer.from(data, "base64");
}

async function write(path: string, name: string, bytes: Buffer): Promise<GivenFile> {
  await writeFile(path, bytes, { flag: "wx", mode: 0o600 });
  return { path, name, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/**
 * The files that come with messages, each content once, and texts in place of files as files of their
 * own. `folder` takes what is not on disk yet. Raises `file_unusable`, `limit_reached`.
 */
export async function collectFiles(
  messages: readonly ChatMessage[],
  documents: readonly AttachedText[],
  received: ReadonlyMap<string, IncomingFile>,
  folder: string,
): Promise<CollectedFiles> {
  const files: GivenFile[] = [];
  const missing = new Set<string>();
  const seen = new Set<string>();
  let count = 0;

  const add = (file: GivenFile) => {
    const mark = `${file.sha256}/${file.name}`;
    if (seen.has(mark)) return;
    seen.add(mark);
    if (files.length >= MAX_FILES) throw tooMany();
    files.push(file);
  };

  for (const part of messages.flatMap(({ content }) => content)) {
    const sent = sentOf(part);
    if (sent === undefined) continue;
    count += 1;
    const come = received.get(sent.data ?? "");
    const ending = endings[come?.mime ?? ""] ?? "";
    const stem = part.type.includes("image") ? "image" : "file";
    const name = safeFileName(sent.name ?? `${stem}-${count}${ending}`);
    if (come !== undefined) add({ path: come.path, name, sha256: come.sha256 });
    else if (sent.data === undefined || /^https?:/i.test(sent.data)) missing.add(name);
    else {
      const bytes = decodeOrRaise({ name, data: sent.data });
      add(await write(join(folder, `inline-${count}`), name, bytes));
    }
  }

  const names = new Set(files.map(({ name }) => name));
  const texts = new Map(
    documents
      .map(({ name, text }) => ({ name: safeFileName(name), text }))
      .filter(({ name, text }) => !names.has(name) && text.trim() !== "")
      .map(({ name, text }) => [name, text] as const),
  );
  for (const [name, text] of texts) {
    count += 1;
    const isText = TEXT_FILES.has(splitName(name).ending.toLowerCase());
    const bytes = Buffer.from(text, "utf8");
    add(await write(join(folder, `text-${count}`), isText ? name : `${name}.txt`, bytes));
  }
  return {
    files,
    notes: [
      ...(texts.size > 0 ? [onlyText([...texts.keys()])] : []),
      ...(missing.size > 0 ? [notSent([...missing])] : []),
    ],
  };
}

function decodeOrRaise(sent: Sent): Buffer {
  try {
    return decode(sent);
  } catch (error) {
    throw AnalystError.isInstance(error) ? error : badFile(sent.name);
  }
}

const tooMany = () =>
  new AnalystError("limit_reached", {
    en: `More than ${MAX_FILES} files came with the conversation.`,
    zh: `会话附带的文件超过 ${MAX_FILES} 个。`,
  });
