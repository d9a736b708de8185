import { describe, expect, it } from "@jest/globals";
import type { RunEvent } from "../../../graphs/analyst/events.ts";
import { createPresenter } from "../../../src/cli/ask/presenter.ts";
import type { CliHost } from "../../../src/cli/host.ts";
import { TerminalEmulator } from "./terminal-emulator.ts";

const started: RunEvent = {
  type: "run.started",
  runId: "r",
  threadId: "t",
  question: "?",
  language: "en",
};

function present(options: { term: string; isTTY: boolean; json?: boolean }) {
  const terminal = new TerminalEmulator(60);
  const stdout = {
    columns: 60,
    rows: 24,
    isTTY: options.isTTY,
    write: terminal.write.bind(terminal),
  };
  let stderr = "";
  const host = {
    env: { TERM: options.term, NO_COLOR: "1" },
    stdout,
    stderr: { write: (text: string) => ((stderr += text), true) },
  } as unknown as CliHost;
  const presenter = createPresenter(host, "en", options.json === true);
  return { presenter, terminal, stderr: () => stderr };
}

describe("how a run is shown", () => {
  it("on a terminal: what goes on moves, and is gone at the end", () => {
    const { presenter, terminal, stderr } = present({ term: "xterm", isTTY: true });
    expect(terminal.lines.at(-1)).toMatch(/^. Starting · \d+\.\d s$/);
    presenter.status("1/7 Python");
    expect(terminal.lines).toHaveLength(1);
    presenter.event(started, new Map());
    expect(terminal.lines.at(-1)).toContain("Thinking");
    presenter.close();
    expect(terminal.lines).toEqual([]);
    expect(stderr()).toBe("");
  });

  it("on a terminal that cannot move, and in a pipe: only lines, the set-up on stderr", () => {
    for (const options of [
      { term: "dumb", isTTY: true },
      { term: "xterm", isTTY: false },
    ]) {
      const { presenter, terminal, stderr } = present(options);
      presenter.status("1/7 Python");
      presenter.status("2/7 Python");
      presenter.event(started, new Map());
      presenter.close();
      expect(terminal.lines).toEqual([]);
      expect(stderr()).toBe("1/7 Python\n");
    }
  });

  it("as JSON: the event as it is", () => {
    const { presenter, terminal } = present({ term: "xterm", isTTY: true, json: true });
    presenter.event({ type: "text.delta", text: "a" }, new Map());
    presenter.close();
    expect(terminal.lines).toEqual(['{"type":"text.delta","text":"a"}']);
  });
});
