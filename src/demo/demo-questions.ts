import { join } from "node:path";
import { packageRoot } from "../../tools/package-root.ts";

export interface DemoQuestion {
  readonly question: string;
  /** Host paths. */
  readonly files: string[];
}

/** Two questions about a real data set (`NOTICE.md`): one English, one Chinese with Chinese chart text. */
export function demoQuestions(): DemoQuestion[] {
  // The data are not compiled: also the built code finds them among the sources.
  const files = [join(packageRoot(), "src", "demo", "penguins.csv")];
  return [
    {
      question: "Is there a significant difference in body mass between the penguin species?",
      files,
    },
    { question: "企鹅的体重和哪些身体测量值相关性最强？请画出热力图。", files },
  ];
}
