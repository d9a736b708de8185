import { z } from "zod";
import { ruled, unique } from "./schema-rules.ts";

const line = (max: number) => z.string().trim().min(1).max(max);

const ModelParameters = z.strictObject({
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().gt(0).max(1).optional(),
  /** Of one reply of the model. */
  max_tokens: z.int().min(256).max(200_000).optional(),
  reasoning_effort: z.enum(["minimal", "low", "medium", "high"]).optional(),
});

const Limits = z.strictObject({
  max_cells: z.int().min(1).max(200).optional(),
  max_repairs: z.int().min(0).max(20).optional(),
  cell_timeout_s: z.int().min(1).max(86_400).optional(),
  run_time_limit_s: z.int().min(1).max(86_400).optional(),
});

/** By what is installed or imported: `scikit-learn` or `sklearn`. */
const Library = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/);

const dataSource = <Secret extends z.ZodType<string>>(secret: Secret) =>
  z.strictObject({
    id: z.string().regex(/^[\w-]{1,64}$/),
    type: z.enum(["mysql", "postgresql"]),
    name: line(64).regex(/[A-Za-z0-9]/),
    host: z
      .string()
      .max(253)
      .regex(/^[A-Za-z0-9](?:[\w.:-]*[A-Za-z0-9])?$/),
    port: z.int().min(1).max(65_535),
    database: line(128),
    user: line(128),
    password: secret,
  });

/**
 * The fields that people set, once for all of document, API and form: these differ in what a secret
 * is. Each has an effect; what LibreChat's document has beside them (`endpoint`, `actions`,
 * `access_level`) would have none here.
 */
export const assistantSchema = <Secret extends z.ZodType<string>>(secret: Secret) =>
  z.strictObject({
    name: line(256),
    description: z.string().max(512),
    instructions: z.string().max(32_768),
    avatar: z.strictObject({ filepath: line(2048), source: line(64) }).nullable(),
    conversation_starters: z.array(line(500)).max(8),
    append_current_datetime: z.boolean(),
    /** Null: the installation's. */
    model: line(128).nullable(),
    model_parameters: ModelParameters,
    /** Of the sandbox; null: the installation's. */
    template: line(128).nullable(),
    /** What code may import beside the standard library; none named: everything that is there. */
    allowed_libraries: z.array(Library).max(200),
    code_execution_mode: z.enum(["interactive", "batch"]),
    env_vars: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/), secret)
      .check(
        ruled((of) => Object.keys(of).length <= 50, "At most 50 variables.", "最多 50 个变量。"),
      ),
    data_sources: z.array(dataSource(secret)).max(20).check(unique("id"), unique("name")),
    has_internet_access: z.boolean(),
    is_persistent: z.boolean(),
    limits: Limits,
    /** Stored files of the author that every thread of the assistant has. */
    file_ids: z.array(line(256)).max(50),
    /** What a client keeps with it; given back as it is. */
    metadata: z
      .record(z.string().max(64), z.string().max(512))
      .check(ruled((of) => Object.keys(of).length <= 16, "At most 16 entries.", "最多 16 项。")),
    /** Everybody sees it; only an admin publishes. */
    is_public: z.boolean(),
    /** Their members see it; only an admin names them. */
    groups: z.array(line(128)).max(100),
  });

/** What a person hides; shorter ones would be taken out of every other word that the code prints. */
export const SecretText = z
  .string()
  .max(8_192)
  .check(
    ruled(
      (text) => text.length >= 4,
      "A secret needs at least 4 characters: a shorter one cannot be hidden in what code prints.",
      "密文至少需要 4 个字符：更短的内容无法在代码输出中隐藏。",
    ),
  );

/** What every answer shows in a secret's place; given back, it means the same as a blank: keep. */
export const SECRET_MASK = "********";

const KeptSecret = z.literal(["", SECRET_MASK]);

/** As a person fills it in. */
export const AssistantInput = assistantSchema(SecretText);
export type AssistantInput = z.output<typeof AssistantInput>;

/** A change: absent fields stay; a blank secret keeps the old one. */
export const AssistantPatch = assistantSchema(z.union([KeptSecret, SecretText])).partial();
export type AssistantPatch = z.output<typeof AssistantPatch>;

/** As it is stored, with sealed secrets, and as it is answered, with masked ones. */
export const AssistantDocument = assistantSchema(z.string());
export type AssistantDocument = z.output<typeof AssistantDocument>;

/** An assistant as the API answers it. */
export interface Assistant extends AssistantDocument {
  readonly id: string;
  readonly author: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What holds where nothing is said; a name has to be. */
export const ASSISTANT_DEFAULTS: Omit<AssistantDocument, "name"> = {
  description: "",
  instructions: "",
  avatar: null,
  conversation_starters: [],
  append_current_datetime: false,
  model: null,
  model_parameters: {},
  template: null,
  allowed_libraries: [],
  code_execution_mode: "interactive",
  env_vars: {},
  data_sources: [],
  has_internet_access: false,
  is_persistent: false,
  limits: {},
  file_ids: [],
  metadata: {},
  is_public: false,
  groups: [],
};
