import { AnalystError } from "../../../tools/errors.ts";
import { runCommand } from "./run-command.ts";

/** Lets every account read a folder and what is below it, and none but the owner change it. */
export async function openToAll(folder: string): Promise<void> {
  const { ok, fault } = await runCommand(["chmod", "-R", "a+rX,go-w", folder], { env: {} });
  if (!ok) throw new AnalystError("internal", { en: fault, zh: fault });
}
