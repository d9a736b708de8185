import { describeApiKeys } from "./api-keys.ts";
import { describeApiObjects } from "./api-objects.ts";
import { describeAssistants } from "./assistants.ts";
import { describeCheckpoints } from "./checkpoints.ts";
import { describeDeletion } from "./deletion.ts";
import { describeFiles } from "./files.ts";
import { describeGrowth } from "./growth.ts";
import { describeLeases } from "./leases.ts";
import { describePruning } from "./pruning.ts";
import { describeRuns } from "./runs.ts";
import { describeThreads } from "./threads.ts";
import type { MakePlace } from "./place.ts";

/** What every database must do for us. */
export function describePersistence(makePlace: MakePlace): void {
  describeApiKeys(makePlace);
  describeApiObjects(makePlace);
  describeThreads(makePlace);
  describeRuns(makePlace);
  describeFiles(makePlace);
  describeAssistants(makePlace);
  describeLeases(makePlace);
  describeCheckpoints(makePlace);
  describeDeletion(makePlace);
  describePruning(makePlace);
  describeGrowth(makePlace);
}
