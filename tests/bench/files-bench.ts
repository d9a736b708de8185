import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { installAzurite, startAzurite } from "../helpers/servers/azurite.ts";
import { installVersitygw, startVersitygw } from "../helpers/servers/versitygw.ts";
import { mib, ms, type Measure } from "./measure.ts";
import { median, timed } from "./statistics.ts";

const run = promisify(execFile);
const GIB = 2 ** 30;
const ROUNDS = 3;
/** Parts on their way and what the runtime keeps of freed memory; a file in memory would be eight times as much. */
const FLAT_MIB = 192;

const Transfer = z.object({
  putMs: z.number(),
  readMs: z.number(),
  before: z.number(),
  peak: z.number(),
});
type Transfer = z.infer<typeof Transfer>;

async function makeFile(path: string): Promise<void> {
  const file = await open(path, "w");
  const piece = randomBytes(2 ** 20);
  for (let at = 0; at < GIB; at += piece.length) {
    piece.writeUInt32LE(at / piece.length);
    await file.write(piece);
  }
  await file.close();
}

async function transfer(kind: string, settings: object, path: string): Promise<Transfer> {
  const script = join(import.meta.dirname, "file-transfer.ts");
  const args = [
    "--disable-warning=ExperimentalWarning",
    script,
    kind,
    JSON.stringify(settings),
    path,
  ];
  return Transfer.parse(JSON.parse((await run(process.execPath, args)).stdout));
}

const rate = (milliseconds: number) =>
  `${(GIB / 2 ** 20 / (milliseconds / 1000)).toFixed(0)} MiB/s`;

function rows(name: string, all: readonly Transfer[], copyMs: number, atLeast?: number): Measure[] {
  const putMs = median(all.map((one) => one.putMs));
  const readMs = median(all.map((one) => one.readMs));
  const peak = Math.max(...all.map((one) => one.peak));
  const grown = Math.max(...all.map((one) => one.peak - one.before)) / 2 ** 20;
  const plain = `cp, sync ${rate(copyMs)}`;
  const speed = { plain, unit: "×" as const, aim: { atLeast } };
  return [
    {
      what: `1 GiB into ${name}, hashed and on the disk`,
      ours: rate(putMs),
      value: copyMs / putMs,
      ...speed,
    },
    { ...speed, what: `1 GiB out of ${name}`, ours: rate(readMs), value: copyMs / readMs, aim: {} },
    {
      what: `memory for 1 GiB through ${name}`,
      ours: `${mib(peak)} at most`,
      plain: mib(peak - grown * 2 ** 20),
      value: grown,
      unit: "MiB",
      aim: { atMost: FLAT_MIB },
    },
  ];
}

/** 1 GiB through every store, beside `cp` and `sync` on the same disk. */
export async function filesBench(say: (line: string) => void): Promise<Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), "e2b-analyst-bench-files-"));
  const path = join(folder, "big.bin");
  const copies: number[] = [];
  const synced: number[] = [];
  const local: Transfer[] = [];
  try {
    await makeFile(path);
    say("measuring: files in a folder");
    for (let round = 0; round < ROUNDS; round += 1) {
      const copy = join(folder, "copy.bin");
      copies.push(await timed(() => run("cp", [path, copy])));
      await rm(copy);
      // The store gives a file back only when it is on the disk, which cp alone does not wait for.
      synced.push(
        await timed(async () => {
          await run("cp", [path, copy]);
          await run("sync", [copy]);
        }),
      );
      await rm(copy);
      local.push(await transfer("local", { folder: join(folder, "files") }, path));
    }
    const copyMs = median(synced);
    say(`cp alone: ${copies.map(ms).join(", ")}; with sync: ${synced.map(ms).join(", ")}`);
    const measured = rows("a folder", local, copyMs, 0.5);
    for (const [kind, name, installed, start] of [
      ["s3", "S3 (versitygw)", await installVersitygw(), startVersitygw],
      ["azure", "Azure (Azurite)", await installAzurite(), startAzurite],
    ] as const) {
      if ("missing" in installed) {
        say(`not measured: ${name}: ${installed.missing}`);
        continue;
      }
      say(`measuring: files in ${name}`);
      const server = await start(installed.folder);
      try {
        measured.push(...rows(name, [await transfer(kind, server.settings, path)], copyMs));
      } finally {
        await server.stop();
      }
    }
    return measured;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
