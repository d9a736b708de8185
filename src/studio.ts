import { buildAnalystGraph } from "../graphs/analyst/graph.ts";
import { readConfig } from "./config.ts";
import { systemClock } from "../tools/ports/clock.ts";
import { createLogger } from "./logger.ts";
import { openPersistence } from "./persistence/open-persistence.ts";
import { openDeps } from "./runtime.ts";

const config = readConfig(process.env);
const logger = createLogger(config.env.LOG_LEVEL);
const persistence = await openPersistence(config, systemClock);

/** The graph as LangGraph's server loads it: without a checkpointer, since the server brings its own. */
export const graph = buildAnalystGraph(
  await openDeps(config, logger, { progress: ({ message }) => logger.info(message) }, persistence),
);
