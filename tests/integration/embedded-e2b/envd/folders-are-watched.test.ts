import { describe, expect, test } from "@jest/globals";
import {
  FileNotFoundError,
  FilesystemEventType,
  type FilesystemEvent,
} from "@e2b/code-interpreter";
import { envdServer } from "./envd-server.ts";

const { sandbox, ask } = await envdServer();
const { files, commands } = sandbox;

/** A watched folder of its own, and a wait for an event. */
async function watched(name: string, options: Parameters<typeof files.watchDir>[2] = {}) {
  await files.makeDir(name);
  const seen: FilesystemEvent[] = [];
  const waiting = new Set<() => void>();
  const handle = await files.watchDir(
    name,
    (event) => {
      seen.push(event);
      for (const look of waiting) look();
    },
    options,
  );
  const comes = (type: FilesystemEventType, what: string) =>
    new Promise<FilesystemEvent>((resolve) => {
      const look = () => {
        const found = seen.find((event) => event.type === type && event.name === what);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { seen, comes, handle };
}

describe("a watch", () => {
  test("tells of everything that happens to a file", async () => {
    const { comes, handle, seen } = await watched("plain");
    await files.write("plain/new.txt", "x");
    await comes(FilesystemEventType.CREATE, "new.txt");
    await comes(FilesystemEventType.WRITE, "new.txt");
    await commands.run(
      "chmod 600 plain/new.txt; mv plain/new.txt plain/moved.txt; rm plain/moved.txt",
    );
    await comes(FilesystemEventType.CHMOD, "new.txt");
    await comes(FilesystemEventType.RENAME, "new.txt");
    await comes(FilesystemEventType.CREATE, "moved.txt");
    await comes(FilesystemEventType.REMOVE, "moved.txt");
    expect(seen.every(({ entry }) => entry === undefined)).toBe(true);
    await handle.stop();
  });

  test("tells of folders below it, also of such as come later, only when asked to", async () => {
    const flat = await watched("flat");
    const deep = await watched("deep", { recursive: true });
    for (const root of ["flat", "deep"])
      await commands.run(`mkdir -p ${root}/a/b && echo x > ${root}/a/b/c.txt; touch ${root}/last`);
    await deep.comes(FilesystemEventType.CREATE, "a/b/c.txt");
    await flat.comes(FilesystemEventType.CREATE, "last");
    expect(flat.seen.map(({ name }) => name)).not.toContain("a/b/c.txt");
    await commands.run("rm deep/a/b/c.txt");
    await deep.comes(FilesystemEventType.REMOVE, "a/b/c.txt");
  });

  test("shows the entry when asked to", async () => {
    const { comes } = await watched("entries", { includeEntry: true });
    await files.write("entries/e.txt", "four");
    const { entry } = await comes(FilesystemEventType.CREATE, "e.txt");
    expect(entry).toMatchObject({ name: "e.txt", path: "/home/user/entries/e.txt", type: "file" });
  });

  test("needs a folder", async () => {
    await files.write("no-folder", "x");
    await expect(files.watchDir("not-there", () => undefined)).rejects.toThrow(FileNotFoundError);
    await expect(files.watchDir("no-folder", () => undefined)).rejects.toThrow("not a directory");
  });
});

const call = async (method: string, message: object) => {
  const body = JSON.stringify(message);
  const answer = await ask(`/filesystem.Filesystem/${method}`, { method: "POST", body });
  return (await answer.json()) as { watcherId: string; events: { name: string; type: string }[] };
};

test("a watcher keeps events for a client that asks for them", async () => {
  await files.makeDir("polled");
  const { watcherId } = await call("CreateWatcher", { path: "polled" });
  await files.write("polled/p.txt", "x");
  const events: unknown[] = [];
  while (!JSON.stringify(events).includes("EVENT_TYPE_WRITE"))
    events.push(...(await call("GetWatcherEvents", { watcherId })).events);
  expect(events[0]).toEqual({ name: "p.txt", type: "EVENT_TYPE_CREATE" });
  await call("RemoveWatcher", { watcherId });
  expect(await call("GetWatcherEvents", { watcherId })).toMatchObject({ code: "not_found" });
});
