import type { Artifact } from "../../graphs/analyst/artifact.ts";
import type { Caller } from "../../tools/ports/caller.ts";
import type { AssistantService } from "../assistants/assistant-service.ts";
import type { AnalystDeps } from "../../graphs/analyst/deps.ts";
import type { Deletion } from "../delete-data.ts";
import type { Persistence } from "../persistence/persistence.ts";
import type { FileStore } from "../../tools/ports/file-store.ts";
import type { Config } from "../config.ts";
import type { Logger } from "../logger.ts";
import type { Runtime } from "../run-request.ts";
import type { Authenticate } from "./auth/authenticate.ts";
import type { BodyReader } from "./incoming/read-body.ts";
import type { ActiveAnswers } from "./live/active-answers.ts";

/** What the protocols of the server work with. */
export interface ServerParts {
  readonly config: Config;
  readonly logger: Logger;
  readonly run: Runtime["run"];
  readonly assistants: AssistantService;
  readonly store: FileStore;
  readonly persistence: Pick<Persistence, "apiObjects" | "files" | "threads">;
  readonly deletion: Pick<Deletion, "deleteThread">;
  /** For what is answered without a run. */
  readonly models: AnalystDeps["models"];
  readonly authenticate: Authenticate;
  readonly answers: ActiveAnswers;
  readonly bodies: BodyReader;
  /** The absolute address of a stored file, for as long as the conversation is read. */
  readonly link: (caller: Caller, artifact: Artifact) => Promise<string>;
}
