import { buildAnalystGraph } from "../graphs/analyst/graph.ts";
import { readConfig } from "./config.ts";
import { createLogger } from "./logger.ts";
import { openDeps } from "./runtime.ts";

const config = readConfig(process.env);
const logger = createLogger(config.env.LOG_LEVEL);

/** The graph as LangGraph's server loads it: without a checkpointer, since the server brings its own. */
export const graph = buildAnalystGraph(
  await openDeps(config, logger, { progress: ({ message }) => logger.info(message) }),
);
