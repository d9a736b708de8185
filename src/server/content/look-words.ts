import type { Words } from "../../../tools/words.ts";

/** What is asked when files come without a word. */
export const LOOK: Words = {
  en: "Have a look at the attached files and say what is in them.",
  zh: "请查看附件，并说明其中的内容。",
};
