import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Caller } from "../../tools/ports/caller.ts";
import type { FileStore } from "../../tools/ports/file-store.ts";
import type {
  AssistantRecord,
  AssistantRecords,
} from "../persistence/records/assistant-records.ts";
import type { Keyring } from "../secrets/keyring.ts";
import { defaultPolicy, type AssistantPolicy, type AssistantRights } from "./assistant-policy.ts";
import {
  ASSISTANT_DEFAULTS,
  AssistantInput,
  AssistantPatch,
  type Assistant,
  type AssistantDocument,
} from "./assistant-schema.ts";
import { openSecrets, sealSecrets } from "./assistant-secrets.ts";
import { BUILT_IN_ID, builtInAssistant } from "./built-in.ts";
import {
  forbidden,
  forbiddenToConnect,
  forbiddenToPublish,
  notFound,
  notOwnFiles,
} from "./assistant-errors.ts";
import { authorOf, documentOf, factsOf, isReadable, toAssistant } from "./assistant-record.ts";
import { dataSourceSetup } from "./data-sources/data-source-setup.ts";
import { parseInput } from "./schema-rules.ts";
import { openForRun, type AssistantRun } from "./open-for-run.ts";

export interface AssistantServiceParts {
  readonly records: AssistantRecords;
  readonly files: Pick<FileStore, "find">;
  readonly keyring: () => Promise<Keyring>;
  readonly policy?: AssistantPolicy;
}

const Paging = z.strictObject({
  limit: z.int().min(1).max(100).default(20),
  /** The id that the page before ended with. */
  after: z.string().optional(),
});

export interface AssistantPage {
  readonly data: Assistant[];
  /** More follow the last one. */
  readonly hasMore: boolean;
}

function checkPublication(
  before: Pick<AssistantDocument, "is_public" | "groups">,
  { is_public, groups }: AssistantPatch,
  rights: AssistantRights,
): void {
  const isChange =
    (is_public !== undefined && is_public !== before.is_public) ||
    (groups !== undefined && groups.join("\n") !== before.groups.join("\n"));
  if (isChange && !rights.publish) throw forbiddenToPublish();
}

const addressOf = ({ host, port }: AssistantDocument["data_sources"][number]) => `${host}:${port}`;

/** Raises `input_invalid` for names that collide, `forbidden` for an address that is new. */
function checkDataSources(
  before: Pick<AssistantDocument, "data_sources">,
  { data_sources = [] }: AssistantPatch,
  rights: AssistantRights,
): void {
  dataSourceSetup(data_sources);
  const known = new Set(before.data_sources.map(addressOf));
  const isNew = data_sources.some((source) => !known.has(addressOf(source)));
  if (isNew && !rights.connect) throw forbiddenToConnect();
}

/**
 * The assistants that a caller may use. What the policy does not show is `not_found`; what it shows
 * but does not let change is `forbidden`. Secrets come back masked, always.
 */
export function createAssistantService(parts: AssistantServiceParts) {
  const { records, files, keyring, policy = defaultPolicy } = parts;

  const rightsOf = (caller: Caller, record: AssistantRecord): AssistantRights =>
    policy(caller, factsOf(record));

  const visible = async (caller: Caller, id: string) => {
    const record = await records.find(caller, id);
    const rights = record && rightsOf(caller, record);
    if (record === undefined || rights?.see !== true) throw notFound(id);
    return { record, rights };
  };

  const changeable = async (caller: Caller, id: string) => {
    if (id === BUILT_IN_ID) throw forbidden(id);
    const found = await visible(caller, id);
    if (!found.rights.change) throw forbidden(id);
    return found;
  };

  const checkFiles = async (author: Caller, ids: readonly string[]) => {
    const missing: string[] = [];
    for (const id of new Set(ids))
      if ((await files.find(author, id)) === undefined) missing.push(id);
    if (missing.length > 0) throw notOwnFiles(missing);
  };

  return {
    /** Raises `input_invalid`, naming the fields; `forbidden` when a caller may not publish or connect. */
    async create(caller: Caller, input: unknown): Promise<Assistant> {
      const given = parseInput(z.record(z.string(), z.unknown()), input);
      const entered = parseInput(AssistantInput, { ...ASSISTANT_DEFAULTS, ...given });
      const author = { author: caller.userId, isPublic: false, groups: [] };
      const rights = policy(caller, author);
      checkPublication(ASSISTANT_DEFAULTS, entered, rights);
      checkDataSources(ASSISTANT_DEFAULTS, entered, rights);
      await checkFiles(caller, entered.file_ids);
      const assistantId = `asst_${randomBytes(12).toString("hex")}`;
      const document = sealSecrets(entered, assistantId, await keyring());
      return toAssistant(await records.insert(caller, { assistantId, document }));
    },

    async get(caller: Caller, id: string): Promise<Assistant> {
      return id === BUILT_IN_ID
        ? builtInAssistant
        : toAssistant((await visible(caller, id)).record);
    },

    /** The built-in one, then the newest first; one that cannot be read hides no others. */
    async list(caller: Caller, paging: unknown = {}): Promise<AssistantPage> {
      const { limit, after } = parseInput(Paging, paging);
      const stored = (await records.list(caller)).filter(
        (record) => rightsOf(caller, record).see && isReadable(record),
      );
      const ids = [BUILT_IN_ID, ...stored.map(({ assistantId }) => assistantId)];
      const start = after === undefined ? 0 : ids.indexOf(after) + 1;
      if (after !== undefined && start === 0) throw notFound(after);
      const data = [undefined, ...stored]
        .slice(start, start + limit)
        .map((record) => (record === undefined ? builtInAssistant : toAssistant(record)));
      return { data, hasMore: ids.length > start + limit };
    },

    /**
     * Fields that are absent stay. Raises `conflict` when the assistant is not at `version` any more,
     * or changed between the look at it and the write.
     */
    async update(
      caller: Caller,
      id: string,
      change: unknown,
      version?: number,
    ): Promise<Assistant> {
      const { record, rights } = await changeable(caller, id);
      const patch = parseInput(AssistantPatch, change);
      const before = documentOf(record);
      checkPublication(before, patch, rights);
      checkDataSources(before, patch, rights);
      await checkFiles(authorOf(record), patch.file_ids ?? []);
      const document = { ...before, ...sealSecrets(patch, id, await keyring(), before) };
      return toAssistant(await records.update(caller, id, version ?? record.version, document));
    },

    async remove(caller: Caller, id: string): Promise<void> {
      await changeable(caller, id);
      await records.remove(caller, id);
    },

    /** What a run of the caller takes from it; its secrets are opened only when the sandbox is set up. */
    async open(caller: Caller, id: string = BUILT_IN_ID): Promise<AssistantRun> {
      if (id === BUILT_IN_ID)
        return openForRun(builtInAssistant, caller, files, () => builtInAssistant);
      const { record } = await visible(caller, id);
      const stored = { ...documentOf(record), id };
      const keys = await keyring();
      return openForRun(stored, authorOf(record), files, () => openSecrets(stored, id, keys));
    },
  };
}

export type AssistantService = ReturnType<typeof createAssistantService>;
