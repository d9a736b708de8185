import { z } from "zod";
import { DownloadFileArgs, downloadFile } from "./download-file.ts";
import { ExecuteBlockArgs, ExecuteCodeArgs, executeCode } from "./execute-code.ts";
import { ListFilesArgs, listFiles } from "./list-files.ts";
import type { Observation } from "./observation.ts";
import type { ToolContext } from "./tool-context.ts";
import { UploadFileArgs, uploadFile } from "./upload-file.ts";

/** A tool that the model may call. */
export interface Tool {
  readonly name: string;
  /** Checks the arguments of a call, as the model wrote them. */
  readonly schema: z.ZodType<Record<string, unknown>>;
  readonly declaration: ToolDeclaration;
  run(args: unknown, context: ToolContext): Promise<Observation>;
}

/** A function tool in the form of OpenAI's chat completions. */
export interface ToolDeclaration {
  readonly type: "function";
  readonly function: {
    readonly name: string;
    readonly description: string;
    readonly parameters: Record<string, unknown>;
  };
}

/** Models write null for an argument that they leave out. */
function withoutNulls(args: unknown): unknown {
  if (typeof args !== "object" || args === null || Array.isArray(args)) return args;
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null));
}

/** One schema is the declaration, the check and the type of the arguments. */
function tool<Args extends z.ZodObject>(
  name: string,
  args: Args,
  run: (args: z.output<Args>, context: ToolContext) => Promise<Observation>,
): Tool {
  const { $schema: _, description = "", ...parameters } = z.toJSONSchema(args, { io: "input" });
  const schema = z.preprocess(withoutNulls, args);
  return {
    name,
    schema,
    declaration: { type: "function", function: { name, description, parameters } },
    run: async (given, context) => run(args.parse(withoutNulls(given)), context),
  };
}

/** `interactive`: one block of code per call; `batch`: a call may hold several. */
export type CodeMode = "interactive" | "batch";

const EXECUTE_CODE: Readonly<Record<CodeMode, Tool>> = {
  interactive: tool("execute_code", ExecuteBlockArgs, (args, context) =>
    executeCode({ ...args, on_error: "stop" }, context),
  ),
  batch: tool("execute_code", ExecuteCodeArgs, executeCode),
};

const OTHERS: readonly Tool[] = [
  tool("list_files", ListFilesArgs, listFiles),
  tool("upload_file", UploadFileArgs, uploadFile),
  tool("download_file", DownloadFileArgs, downloadFile),
];

const toolsOf = (mode: CodeMode) => [EXECUTE_CODE[mode], ...OTHERS];

export const toolNames = (): string[] => toolsOf("batch").map(({ name }) => name);

export const findTool = (name: string, mode: CodeMode = "batch"): Tool | undefined =>
  toolsOf(mode).find((candidate) => candidate.name === name);

/** What the model is told about the tools. */
export const toolDeclarations = (mode: CodeMode = "batch"): ToolDeclaration[] =>
  toolsOf(mode).map(({ declaration }) => declaration);

/** Runs a tool by name, with arguments that `findTool(name).schema` has accepted. */
export async function runTool(
  name: string,
  args: unknown,
  context: ToolContext,
): Promise<Observation> {
  const found = findTool(name);
  if (found === undefined) throw new Error(`unknown tool ${name}`);
  return found.run(args, context);
}
