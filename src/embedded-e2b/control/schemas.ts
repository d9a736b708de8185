import { z } from "zod";
import { ApiError } from "./api-error.ts";

/** Node's timers end near 24 days; a sandbox of this server lives shorter. */
const MAX_LIFE_S = 14 * 24 * 3600;

const seconds = z.number().int().min(0).max(MAX_LIFE_S);
const Strings = z.record(z.string(), z.string());
const Envs = z.record(z.string().regex(/^[^=\0]+$/), z.string().regex(/^[^\0]*$/));

const Network = z.object({
  allowOut: z.array(z.string()).optional(),
  denyOut: z.array(z.string()).optional(),
  rules: z.record(z.string(), z.unknown()).optional(),
  egressProxy: z.unknown().optional(),
  allowPublicTraffic: z.boolean().optional(),
  allow_internet_access: z.boolean().optional(),
});
export type Network = z.infer<typeof Network>;

export const CreateBody = z.object({
  templateID: z.string().trim().min(1),
  timeout: seconds.optional(),
  autoPause: z.boolean().optional(),
  autoPauseMemory: z.boolean().optional(),
  autoResume: z.object({ enabled: z.boolean() }).optional(),
  allow_internet_access: z.boolean().optional(),
  network: Network.optional(),
  metadata: Strings.optional(),
  envVars: Envs.optional(),
  mcp: z.unknown().optional(),
  iam: z.unknown().optional(),
  volumeMounts: z.array(z.unknown()).optional(),
});
export type CreateBody = z.infer<typeof CreateBody>;

export const ConnectBody = z.object({ timeout: seconds.optional() });
export const TimeoutBody = z.object({ timeout: seconds });
export const RefreshBody = z.object({ duration: seconds.default(60) });
export const PauseBody = z.object({ memory: z.boolean().default(true) });
export const NetworkBody = Network;

export const ListQuery = z.object({
  metadata: z.string().optional(),
  state: z.string().optional(),
  order: z.enum(["asc", "desc"]).default("desc"),
  startedAfter: z.iso.datetime({ offset: true }).optional(),
  template: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  nextToken: z.string().optional(),
});
export type ListQuery = z.infer<typeof ListQuery>;

/** Parses a body or query; what does not fit is a 400 that names each fault. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new ApiError(400, `Invalid request: ${faults.join("; ")}`);
}
