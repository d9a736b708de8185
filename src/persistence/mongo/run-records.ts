import { z } from "zod";
import type { Clock } from "../../../tools/ports/clock.ts";
import { idTaken, runNotFound } from "../record-errors.ts";
import { RunError, RunStatus, RunStopReason, RunTurn, RunUsage } from "../records/run-fields.ts";
import type { RunRecord, RunRecords } from "../records/run-records.ts";
import type { MongoConnection } from "./connection.ts";
import { isDuplicate } from "./errors.ts";
import { optionalText, ownedBy } from "./fields.ts";

const Document = z
  .object({
    _id: z.string(),
    threadId: z.string(),
    userId: z.string(),
    tenantId: optionalText,
    assistantId: optionalText,
    status: RunStatus,
    stopReason: RunStopReason.nullish(),
    usage: RunUsage.nullish(),
    error: RunError.nullish(),
    turn: RunTurn.nullish(),
    startedAt: z.date(),
    finishedAt: z.date().nullish(),
  })
  .transform(({ _id, ...rest }): RunRecord => ({
    ...rest,
    runId: _id,
    stopReason: rest.stopReason ?? undefined,
    usage: rest.usage ?? undefined,
    error: rest.error ?? undefined,
    turn: rest.turn ?? undefined,
    finishedAt: rest.finishedAt ?? undefined,
  }));

export function createMongoRuns({ models }: MongoConnection, clock: Clock): RunRecords {
  return {
    async start(caller, { runId, threadId, assistantId, turn }) {
      const { runs } = await models();
      const now = new Date(clock.now());
      const owner = ownedBy(caller);
      // First the new one: an id that is taken must not end what runs under it.
      try {
        await runs.create({
          _id: runId,
          threadId,
          ...owner,
          assistantId: assistantId ?? null,
          turn: turn ?? null,
          status: "running",
          startedAt: now,
        });
      } catch (error) {
        throw isDuplicate(error) ? idTaken({ en: "run", zh: "运行" }) : error;
      }
      await runs.updateMany(
        { threadId, ...owner, status: "running", _id: { $ne: runId } },
        { $set: { status: "abandoned", finishedAt: now } },
      );
      return Document.parse(await runs.findById(runId).lean());
    },
    async finish(caller, runId, { status, stopReason, usage, error, turn }) {
      const { runs } = await models();
      const { matchedCount } = await runs.updateOne(
        { _id: runId, ...ownedBy(caller) },
        {
          $set: {
            status,
            stopReason: stopReason ?? null,
            usage: usage ?? null,
            error: error ?? null,
            ...(turn === undefined ? {} : { turn }),
            finishedAt: new Date(clock.now()),
          },
        },
      );
      if (matchedCount === 0) throw runNotFound();
    },
    async find(caller, runId) {
      const { runs } = await models();
      const found = await runs.findOne({ _id: runId, ...ownedBy(caller) }).lean();
      return Document.optional().parse(found ?? undefined);
    },
    async listThread(caller, threadId) {
      const { runs } = await models();
      const found = runs.find({ threadId, ...ownedBy(caller) }).sort({ startedAt: -1, _id: -1 });
      return Document.array().parse(await found.lean());
    },
    async removeThread(caller, threadId) {
      const { runs } = await models();
      await runs.deleteMany({ threadId, ...ownedBy(caller) });
    },
  };
}
