import { demoQuestions } from "../../demo/demo-questions.ts";
import { ask } from "../ask/ask.ts";
import { EXIT, type CliHost } from "../host.ts";
import { createStyle } from "../render/style.ts";

/** Asks the demo's questions one after the other, each in a thread of its own. */
export async function demo(host: CliHost): Promise<number> {
  const style = createStyle(host.stdout.isTTY === true, host.env);
  let exitCode: number = EXIT.answered;
  for (const [at, { question, files }] of demoQuestions().entries()) {
    host.stdout.write(`${at === 0 ? "" : "\n\n"}${style.accent("❯")} ${style.bold(question)}\n\n`);
    const code = await ask(question, { file: files }, host);
    if (code === EXIT.cancelled) return code;
    exitCode = Math.max(exitCode, code);
  }
  return exitCode;
}
