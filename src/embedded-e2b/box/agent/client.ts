import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { z } from "zod";
import { AgentFault } from "../agent-fault.ts";
import type {
  Agent,
  AgentEntry,
  AgentProcess,
  ProcessEvents,
  ProcessSpec,
  Watch,
  WatchEvent,
} from "../types.ts";
import { Call } from "./call.ts";
import { startProcess } from "./process.ts";
import type { AgentRequest } from "./request.ts";
import { entriesSchema, entrySchema, rangeSchema, watchEventsSchema } from "./schemas.ts";
import { writeFile } from "./write-file.ts";

export interface AgentOptions {
  /** Connects to the agent; raises `AgentFault`. */
  readonly dial: () => Promise<Socket>;
  readonly home: string;
  /** The variables a process gets beside its own. */
  readonly envs: () => Readonly<Record<string, string>>;
  readonly diskFull: () => boolean;
}

const nothing = z.strictObject({});
/** A listing beyond this is refused by an honest agent. */
const MOST_ENTRIES = 100_001;

/** The agent of one box, over its socket: one connection for each operation. */
export function createAgent(options: AgentOptions): Agent {
  const call = async (request: AgentRequest) => new Call(await options.dial(), request);

  async function ask<T>(schema: z.ZodType<T>, request: AgentRequest) {
    const asked = await call(request);
    try {
      return await asked.answer(schema);
    } finally {
      asked.socket.destroy();
    }
  }

  return {
    async start(spec: ProcessSpec, events: ProcessEvents): Promise<AgentProcess> {
      return startProcess(
        await options.dial(),
        {
          op: "start",
          command: spec.command,
          arg: spec.args,
          cwd: spec.cwd ?? options.home,
          env: pairs({ ...options.envs(), ...spec.envs }),
          stdin: spec.stdin,
          ...spec.pty,
        },
        events,
      );
    },
    listen: async (points) => {
      const at = points.map(({ alias, port, target }) => `${alias} ${port} ${target}`);
      await ask(nothing, { op: "listen", at });
    },
    stat: (path) => ask(entrySchema, { op: "stat", path }),
    makeDir: (path) => ask(entrySchema, { op: "make_dir", path }),
    move: (source, destination) => ask(entrySchema, { op: "move", source, destination }),
    remove: async (path) => void (await ask(nothing, { op: "remove", path })),
    async list(path, depth) {
      const asked = await call({ op: "list", path, depth });
      const entries: AgentEntry[] = [];
      for (;;) {
        const frame = await asked.next();
        if (frame.kind !== "N") {
          asked.answered(nothing, frame);
          break;
        }
        entries.push(...asked.parse(entriesSchema, frame.payload));
        if (entries.length > MOST_ENTRIES) {
          asked.socket.destroy();
          throw new AgentFault("resource_exhausted", `too many entries in '${path}'`);
        }
      }
      asked.socket.destroy();
      return entries;
    },
    async read(path, range) {
      const asked = await call({ op: "read", path, ...range });
      const found = await asked.answer(rangeSchema);
      const body = asked.bytes(found.length);
      return { ...found, body: Readable.from(body, { objectMode: false }) };
    },
    async write(path, body, metadata) {
      const asked = await call({ op: "write", path, metadata: pairs(metadata ?? {}) });
      return writeFile(asked, body, options.diskFull);
    },
    async watch(path, wanted, onEvents) {
      const asked = await call({ op: "watch", path, ...wanted });
      await asked.answer(nothing);
      return follow(asked, onEvents);
    },
  };
}

function pairs(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).map(([name, value]) => `${name}=${value}`);
}

function follow(call: Call, onEvents: (events: WatchEvent[]) => void): Watch {
  // A folder in which nothing happens is silent for hours.
  call.socket.setTimeout(0);
  let closed = false;
  const run = async () => {
    for (;;) {
      const { kind, payload } = await call.next();
      if (kind === "V") onEvents(call.parse(watchEventsSchema, payload));
    }
  };
  const ended = run().catch((error: unknown) => {
    if (!closed) throw error;
  });
  ended.catch(() => {});
  return {
    ended,
    close() {
      closed = true;
      call.socket.destroy();
    },
  };
}
