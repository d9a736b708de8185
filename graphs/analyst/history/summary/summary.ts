import { z } from "zod";

const Lines = z.array(z.string().max(2_000)).max(500);

/** What is known of the older part of a conversation, as lines of text by kind. */
export const Sections = z.object({
  goal: Lines,
  done: Lines,
  findings: Lines,
  data: Lines,
  open: Lines,
});
export type Sections = z.infer<typeof Sections>;

export const SECTIONS = ["goal", "done", "findings", "data", "open"] as const;

/** The oldest questions of a thread, folded into one summary that stands for them in every prompt. */
export const Summary = z.object({
  sections: Sections,
  /** Id of the first question that it does not cover. */
  until: z.string(),
  /** How many questions it covers. */
  turns: z.number().int(),
  /** Who wrote its newest part: the model, or rules when that failed. */
  by: z.enum(["model", "rules"]),
});
export type Summary = z.infer<typeof Summary>;

export const NO_SECTIONS: Sections = { goal: [], done: [], findings: [], data: [], open: [] };
