import { createBox } from "../../../../src/embedded-e2b/box/create-box.ts";
import { CLOSED } from "../../../../src/embedded-e2b/relay/network-policy.ts";
import type { PythonEnvironment } from "../../../../src/embedded-e2b/environment/types.ts";

/** A process with one box in which something runs for ever; prints a line once it does. */
const [, , stateDir, environment, seconds] = process.argv;

const box = await createBox({
  id: `child${seconds}`,
  environment: JSON.parse(environment!) as PythonEnvironment,
  limits: { memoryMb: 512, diskMb: 256, fileMb: 128, processes: 48 },
  network: CLOSED,
  envs: {},
  isolation: "bwrap",
  stateDir: stateDir!,
});
const script = `trap '' TERM HUP INT; setsid sleep ${seconds} & echo; wait`;
await box.agent.start(
  { command: "/bin/bash", args: ["-c", script] },
  { onStdout: () => process.stdout.write("running\n") },
);
