import { z } from "zod";

/** A file of a run, kept outside the sandbox, as the state and people see it: never its bytes. */
export const Artifact = z.object({
  id: z.string(),
  name: z.string(),
  mime: z.string(),
  /** Bytes. */
  size: z.number(),
  sha256: z.string(),
  url: z.string(),
  /** The cell that made it. */
  cellId: z.string(),
  /** A picture that a cell showed, a file that the code wrote, or output too long for the model. */
  kind: z.enum(["chart", "file", "output"]),
});

export type Artifact = z.infer<typeof Artifact>;
