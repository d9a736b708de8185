import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PythonEnvironment } from "../environment/types.ts";
import type { ProcessSpec } from "../box/types.ts";
import { SOCKET_PORTS } from "./channels.ts";

const STARTUP_PACKAGE = "e2b_analyst";

/** What a kernel's connection file says; `name` is the beginning of its sockets' paths. */
export function connectionFile(name: string, key: string): object {
  return {
    transport: "ipc",
    ip: name,
    key,
    signature_scheme: "hmac-sha256",
    shell_port: SOCKET_PORTS.shell,
    iopub_port: SOCKET_PORTS.iopub,
    stdin_port: SOCKET_PORTS.stdin,
    control_port: SOCKET_PORTS.control,
    hb_port: SOCKET_PORTS.heartbeat,
  };
}

/** The process of a Python kernel that listens as its connection file says. */
export function kernelProcess(
  environment: PythonEnvironment,
  connectionPath: string,
  cwd: string | undefined,
): ProcessSpec {
  const args = [
    "-m",
    "ipykernel_launcher",
    "-f",
    connectionPath,
    "--HistoryManager.enabled=False",
    "--colors=nocolor",
  ];
  if (existsSync(join(environment.startupPath, STARTUP_PACKAGE))) {
    args.push(`--ext=${STARTUP_PACKAGE}`);
  }
  return {
    command: environment.python,
    args,
    cwd,
    envs: { PYTHONPATH: environment.startupPath },
    stdin: false,
  };
}
