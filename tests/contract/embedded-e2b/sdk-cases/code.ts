import { expect } from "@jest/globals";
import type { Case, Subject } from "./case.ts";

/** The code interpreter. */
export function codeCases({ sandbox }: Subject): Case[] {
  return [
    {
      name: "sandbox.runCode",
      call: async () => (await sandbox.runCode("1 + 1")).text,
      gives: "2",
    },
    {
      name: "sandbox.runCode with envs",
      call: async () =>
        (await sandbox.runCode("import os; os.environ['A']", { envs: { A: "1" } })).text,
      gives: "1",
    },
    {
      name: "sandbox.runCode with a language",
      call: async () => (await sandbox.runCode("1", { language: "python" })).text,
      gives: "1",
    },
    {
      name: "sandbox.runCode with a language that is not there",
      call: () => sandbox.runCode("1", { language: "r", requestTimeoutMs: 500 }),
    },
    {
      name: "sandbox.createCodeContext",
      call: () => sandbox.createCodeContext({ cwd: "/tmp", language: "python" }),
      gives: expect.objectContaining({ cwd: "/tmp" }),
    },
    {
      name: "sandbox.listCodeContexts",
      call: () => sandbox.listCodeContexts(),
      gives: expect.arrayContaining([expect.anything()]),
    },
    {
      name: "sandbox.restartCodeContext",
      call: async () => sandbox.restartCodeContext(await sandbox.createCodeContext()),
      gives: undefined,
    },
    {
      name: "sandbox.removeCodeContext",
      call: async () => sandbox.removeCodeContext(await sandbox.createCodeContext()),
      gives: undefined,
    },
  ];
}
