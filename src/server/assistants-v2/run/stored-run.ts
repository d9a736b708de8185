import type { Caller } from "../../../../tools/ports/caller.ts";
import type {
  ApiObject,
  ApiObjectRecords,
} from "../../../persistence/records/api-object-records.ts";
import { notFound, toSeconds } from "../ids.ts";
import { isActive, RunObject } from "../objects/run-object.ts";

/** A process that works on a run says so every two seconds. */
const DEAD_AFTER_MS = 60_000;

const LOST = "The server that worked on this run has ended: ask again to go on from here.";

/** Whether somebody works on a stored run. */
export function isAlive({ document, updatedAt }: ApiObject, now = Date.now()): boolean {
  return isActive(RunObject.parse(document)) && now - updatedAt.getTime() < DEAD_AFTER_MS;
}

/** A run as it is answered: one whose process died has failed. */
export function runOf(record: ApiObject) {
  const run = RunObject.parse(record.document);
  if (!isActive(run) || isAlive(record)) return run;
  return {
    ...run,
    status: "failed" as const,
    failed_at: toSeconds(record.updatedAt),
    last_error: { code: "server_error", message: LOST },
  };
}

/** Raises `not_found`. */
export async function readRun(
  records: ApiObjectRecords,
  caller: Caller,
  threadId: string,
  runId: string,
) {
  const record = await records.find(caller, "run", runId);
  if (record?.threadId !== threadId) throw notFound({ en: "run", zh: "运行" }, runId);
  return { record, run: runOf(record) };
}
