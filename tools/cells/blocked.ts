import type { Observation } from "../observation.ts";
import type { PolicyFinding } from "../sandbox/code-policy/check-code.ts";
import type { Language, Words } from "../words.ts";

const MAX_LISTED = 5;

function describe(findings: readonly PolicyFinding[], language: Language): string {
  const zh = language === "zh";
  const lines = findings
    .slice(0, MAX_LISTED)
    .map(({ line, text }) => (zh ? `  第 ${line} 行：${text}` : `  line ${line}: ${text}`));
  const ways = new Set(findings.map(({ words }) => words[language]));
  const head = zh
    ? "代码没有运行，以下内容不被允许："
    : "The code was not run. This is not allowed in it:";
  return [head, ...lines, ...ways].join("\n");
}

/** The observation of code that the policy did not let run; it names the allowed way. */
export function blockedBy(findings: readonly PolicyFinding[]): Observation {
  const words: Words = { en: describe(findings, "en"), zh: describe(findings, "zh") };
  return {
    success: false,
    status: "blocked",
    stdout: "",
    stderr: "",
    error: { name: "code_policy", value: words.en, traceback: "", words },
    artifacts: [],
    newFiles: [],
    notes: [],
    durationMs: 0,
  };
}
