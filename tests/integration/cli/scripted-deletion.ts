import type { Deleted, Deletion } from "../../../src/delete-data.ts";
import { threadNotFound } from "../../../src/persistence/record-errors.ts";

const one: Deleted = {
  threads: 1,
  runs: 2,
  files: 3,
  sandboxes: 1,
  assistants: 0,
  sandboxesLeft: [],
  busy: [],
};

/** Knows the conversation `t1`; a run is working on `t2`. */
export const scriptedDeletion: Deletion = {
  async deleteThread(_caller, threadId) {
    if (threadId !== "t1") throw threadNotFound();
    return one;
  },
  deleteUser: async () => ({ ...one, assistants: 4, busy: ["t2"] }),
};
