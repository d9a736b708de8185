import type { AssistantPolicy } from "../../src/assistants/assistant-policy.ts";
import { createAssistantService } from "../../src/assistants/assistant-service.ts";
import { toKey } from "../../src/secrets/keyring.ts";
import type { FileStore } from "../../tools/ports/file-store.ts";
import { createMemoryAssistants } from "./memory-assistants.ts";
import { createMemoryStore } from "./memory-store.ts";

export const TEST_KEY = "ab".repeat(32);

const keyring = async () => [toKey(TEST_KEY)] as const;

/** The service on doubles. */
export function createTestAssistants({
  files = createMemoryStore(),
  policy,
}: { files?: FileStore; policy?: AssistantPolicy } = {}) {
  const records = createMemoryAssistants();
  return { records, files, service: createAssistantService({ records, files, keyring, policy }) };
}
