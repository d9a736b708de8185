import { z } from "zod";
import { RpcError } from "../rpc/rpc-error.ts";
import { streaming, unary, type Method } from "../rpc/service.ts";
import { endEvent, startEvent } from "./events.ts";
import { startProcess } from "./start.ts";
import { inputSchema, selectSchema, signalSchema, startSchema, updateSchema } from "./schemas.ts";
import { tableOf } from "./table.ts";

const SIGNALS = { SIGNAL_SIGTERM: "SIGTERM", SIGNAL_SIGKILL: "SIGKILL" } as const;

/** E2B's `process.Process`. */
export function processMethods(): Readonly<Record<string, Method>> {
  return {
    List: unary(z.object({}), async (_, { box }) => ({
      processes: tableOf(box)
        .all()
        .map(({ pid, spec: { command, args, envs, cwd, tag } }) => ({
          config: { cmd: command, args, envs, cwd },
          pid,
          tag,
        })),
    })),
    Start: streaming(startSchema, startProcess),
    Connect: streaming(selectSchema, async ({ process }, { box }, stream) => {
      const table = tableOf(box);
      const ended = table.find(process) === undefined ? table.findEnded(process) : undefined;
      if (ended === undefined) {
        table.get(process).follow(stream);
        return;
      }
      stream.send(startEvent(ended.pid));
      stream.send(endEvent(ended.end));
      stream.end();
    }),
    Update: unary(updateSchema, async ({ process, pty }, { box }) => {
      const found = tableOf(box).get(process);
      if (pty !== undefined && found.spec.pty === undefined)
        throw new RpcError("failed_precondition", "the process has no terminal");
      if (pty !== undefined) found.process.resize(pty.size);
      return {};
    }),
    SendInput: unary(inputSchema, async ({ process, input }, { box }) => {
      const found = tableOf(box).get(process);
      const { pty, stdin } = found.spec;
      if ("pty" in input ? pty === undefined : pty !== undefined || stdin !== true)
        throw new RpcError("failed_precondition", "the process does not take this kind of input");
      if (!(await found.write("pty" in input ? input.pty : input.stdin)))
        throw new RpcError("resource_exhausted", "the process does not read its input");
      return {};
    }),
    CloseStdin: unary(selectSchema, async ({ process }, { box }) => {
      const found = tableOf(box).get(process);
      if (found.spec.pty !== undefined)
        throw new RpcError("failed_precondition", "a terminal's input is closed by sending Ctrl-D");
      found.process.closeStdin();
      return {};
    }),
    SendSignal: unary(signalSchema, async ({ process, signal }, { box }) => {
      await tableOf(box).get(process).process.signal(SIGNALS[signal]);
      return {};
    }),
  };
}
