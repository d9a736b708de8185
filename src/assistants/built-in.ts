import { ASSISTANT_DEFAULTS, type Assistant } from "./assistant-schema.ts";

/** The id of the assistant that everybody has, and of a run that names none. */
export const BUILT_IN_ID = "data-analyst";

const RELEASED = new Date("2026-01-01T00:00:00Z");

/** The analyst as it comes: no entry in a database, no change, no removal. */
export const builtInAssistant: Assistant = {
  ...ASSISTANT_DEFAULTS,
  id: BUILT_IN_ID,
  name: "Data Analyst",
  description: "Answers questions about data files with Python. 用 Python 回答关于数据文件的问题。",
  conversation_starters: [
    "What is in this file, and is anything missing?",
    "Which group stands out, and is the difference real?",
    "这个文件里有什么？数据完整吗？",
  ],
  code_execution_mode: "batch",
  is_public: true,
  author: "",
  version: 1,
  createdAt: RELEASED,
  updatedAt: RELEASED,
};
