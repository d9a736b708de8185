import { z } from "zod";

/** What a kernel sends, as far as this server reads it. */
export const DisplayContent = z.object({
  data: z.record(z.string(), z.unknown()),
  transient: z.object({ display_id: z.string().optional() }).optional(),
});

export const ErrorContent = z.object({
  ename: z.string(),
  evalue: z.string(),
  traceback: z.array(z.string()),
});

export const StatusContent = z.object({ execution_state: z.string() });

export const ExecuteInputContent = z.object({ execution_count: z.number() });

const Expression = z.object({ data: z.record(z.string(), z.unknown()).optional() });
const Payload = z.object({ source: z.string().optional(), keepkernel: z.unknown().optional() });

export const ExecuteReplyContent = z.object({
  status: z.string(),
  payload: z.array(Payload).optional(),
  user_expressions: z.record(z.string(), Expression).optional(),
});
