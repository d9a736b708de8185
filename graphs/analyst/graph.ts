import { END, START, StateGraph } from "@langchain/langgraph";
import { redactingPool } from "../../tools/sandbox/redact/redacting-pool.ts";
import { AnalystContext } from "./context.ts";
import type { AnalystDeps } from "./deps.ts";
import { makeExecuteCodeNode } from "./nodes/execute-code.ts";
import { makeInspectStderrNode } from "./nodes/inspect-stderr.ts";
import { makeInstallPackageNode } from "./nodes/install-package.ts";
import { makePlanNode } from "./nodes/plan.ts";
import { makePrepareNode } from "./nodes/prepare.ts";
import { makeRespondNode } from "./nodes/respond.ts";
import { makeRetryNode } from "./nodes/retry.ts";
import { makeUseToolsNode } from "./nodes/use-tools.ts";
import {
  routeAfterInspect,
  routeAfterInstall,
  routeAfterPlan,
  routeAfterPrepare,
} from "./routes.ts";
import { AnalystInput, AnalystOutput, AnalystState } from "./state.ts";

/** The analyst as a graph, not compiled: whoever runs it brings the checkpointer. */
export function buildAnalystGraph(given: AnalystDeps) {
  const deps = { ...given, sandboxes: redactingPool(given.sandboxes) };
  return new StateGraph({
    state: AnalystState,
    input: AnalystInput,
    output: AnalystOutput,
    context: AnalystContext,
  })
    .addNode("prepare", makePrepareNode(deps))
    .addNode("plan", makePlanNode(deps))
    .addNode("execute_code", makeExecuteCodeNode(deps))
    .addNode("use_tools", makeUseToolsNode(deps))
    .addNode("inspect_stderr", makeInspectStderrNode(deps))
    .addNode("install_package", makeInstallPackageNode(deps))
    .addNode("retry", makeRetryNode(deps))
    .addNode("respond", makeRespondNode(deps))
    .addEdge(START, "prepare")
    .addConditionalEdges("prepare", routeAfterPrepare, ["plan", "execute_code", "respond"])
    .addConditionalEdges("plan", routeAfterPlan, ["execute_code", "use_tools", "plan", "respond"])
    .addEdge("execute_code", "inspect_stderr")
    .addConditionalEdges("inspect_stderr", routeAfterInspect, [
      "plan",
      "retry",
      "prepare",
      "install_package",
      "respond",
    ])
    .addConditionalEdges("install_package", routeAfterInstall, [
      "execute_code",
      "inspect_stderr",
      "respond",
    ])
    .addEdge("retry", "plan")
    .addEdge("use_tools", "plan")
    .addEdge("respond", END);
}

/** Super-steps a run can take at most; LangGraph's own limit must never be what ends it. */
export function recursionLimit(maxCells: number): number {
  const stepsPerCell = 6;
  const others = 40;
  return maxCells * stepsPerCell * 2 + others;
}
