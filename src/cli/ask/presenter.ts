import type { RunEvent } from "../../../graphs/analyst/events.ts";
import type { Language } from "../../../tools/words.ts";
import type { CliHost } from "../host.ts";
import { renderMarkdown } from "../render/markdown.ts";
import { text } from "../render/run-words.ts";
import { RunView, type SavedPaths } from "../render/run-view.ts";
import { createLiveScreen, createPlainScreen } from "../render/screen.ts";
import { createStyle } from "../render/style.ts";
import { safeLine, safeText } from "../../../tools/output/safe-text.ts";

/** How a run is shown: on a terminal, as plain lines, or as JSON. */
export interface Presenter {
  /** A step of what goes on before the run. */
  status(message: string): void;
  event(event: RunEvent, saved: SavedPaths): void;
  warn(message: string): void;
  stopping(): void;
  close(): void;
}

const TICK_MS = 100;
const TERMINAL_LINES = { code: 40, stdout: { head: 10, tail: 5 }, stderr: { head: 0, tail: 5 } };
const PLAIN_LINES = { code: 400, stdout: { head: 200, tail: 20 }, stderr: { head: 0, tail: 20 } };

export function createPresenter(host: CliHost, language: Language, json: boolean): Presenter {
  if (json) return jsonPresenter(host);
  const isTerminal = host.stdout.isTTY === true && host.env.TERM !== "dumb";
  return isTerminal ? terminalPresenter(host, language) : plainPresenter(host, language);
}

function terminalPresenter(host: CliHost, language: Language): Presenter {
  const style = createStyle(true, host.env);
  const view = new RunView({
    screen: createLiveScreen(host.stdout),
    style,
    language,
    markdown: (text, width) => renderMarkdown(text, { width, style, language }),
    lines: TERMINAL_LINES,
    now: () => performance.now(),
  });
  view.status(text("starting", language));
  const clock = setInterval(() => view.tick(), TICK_MS);
  return {
    status: (message) => view.status(message),
    event: (event, saved) => view.event(event, saved),
    warn: (message) => view.warn(message),
    stopping: () => view.stopping(),
    close() {
      clearInterval(clock);
      view.close();
    },
  };
}

/** Lines for a file or another program; what is no result of the run goes to stderr. */
function plainPresenter(host: CliHost, language: Language): Presenter {
  const view = new RunView({
    screen: createPlainScreen(host.stdout),
    style: createStyle(false),
    language,
    markdown: (text) => safeText(text).trim().split("\n"),
    lines: PLAIN_LINES,
    now: () => performance.now(),
  });
  return {
    status: onceEach((message) => host.stderr.write(`${safeLine(message)}\n`)),
    event: (event, saved) => view.event(event, saved),
    warn: (message) => view.warn(message),
    stopping: () => {},
    close: () => view.close(),
  };
}

/** One event a line, and nothing else. */
function jsonPresenter(host: CliHost): Presenter {
  return {
    status: onceEach((message) => host.stderr.write(`${safeLine(message)}\n`)),
    event: (event) => void host.stdout.write(`${JSON.stringify(event)}\n`),
    warn: (message) => void host.stderr.write(`${safeLine(message)}\n`),
    stopping: () => {},
    close: () => {},
  };
}

/** Where nothing can be drawn over, a counter that moves is said once. */
function onceEach(say: (message: string) => void): (message: string) => void {
  let last = "";
  return (message) => {
    const words = message.replaceAll(/[\d.,%/]+/g, "");
    if (words !== last) say(message);
    last = words;
  };
}
