import { z } from "zod";
import { AssistantInput } from "../../assistants/assistant-schema.ts";
import { ruled } from "../../assistants/schema-rules.ts";

/** What a client keeps with an object of its own. */
export const Metadata = AssistantInput.shape.metadata;

export const Id = z.string().min(1).max(128);

const Tool = z.looseObject({ type: z.string() });

/** Code is what the analyst has; it is there whether or not it is named. */
export const CODE_INTERPRETER = { type: "code_interpreter" } as const;

/** Tools of the client's own cannot be called from here. */
export const Tools = z
  .array(Tool)
  .max(128)
  .check(
    ruled(
      (tools) => tools.every(({ type }) => type === CODE_INTERPRETER.type),
      "Only the tool code_interpreter is there; functions and file search are not.",
      "只提供 code_interpreter 工具，不支持函数和文件检索。",
    ),
  );

export const ToolResources = z.object({
  code_interpreter: z.object({ file_ids: z.array(Id).max(50).optional() }).nullish(),
  file_search: z
    .looseObject({})
    .nullish()
    .check(
      ruled(
        (given) =>
          Object.values(given ?? {}).every((list) => Array.isArray(list) && list.length === 0),
        "There is no file search: give the files to code_interpreter.",
        "不支持文件检索：请把文件交给 code_interpreter。",
      ),
    ),
});

/** Text, or nothing said. */
export const ResponseFormat = z
  .unknown()
  .optional()
  .check(
    ruled(
      (given) => (given ?? "auto") === "auto" || (given as { type?: unknown }).type === "text",
      "Answers have no prescribed shape: only “auto” and text are understood.",
      "不支持指定回答格式，只接受 “auto” 和文本。",
    ),
  );
