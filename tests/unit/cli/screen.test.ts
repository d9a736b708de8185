import { describe, expect, it } from "@jest/globals";
import { createLiveScreen, createPlainScreen } from "../../../src/cli/render/screen.ts";
import { TerminalEmulator } from "./terminal-emulator.ts";

describe("the live screen", () => {
  it("keeps permanent lines above live ones", () => {
    const terminal = new TerminalEmulator(40);
    const screen = createLiveScreen(terminal);
    screen.live(["working"]);
    screen.print(["one", "two"]);
    expect(terminal.lines).toEqual(["one", "two", "working"]);
    screen.live(["still", "working"]);
    screen.print(["three"]);
    expect(terminal.lines).toEqual(["one", "two", "three", "still", "working"]);
    screen.live(["done"]);
    expect(terminal.lines).toEqual(["one", "two", "three", "done"]);
    screen.close();
    expect(terminal.lines).toEqual(["one", "two", "three"]);
  });

  it("writes once per change, and not at all without one", () => {
    const terminal = new TerminalEmulator(40);
    const screen = createLiveScreen(terminal);
    screen.live(["a", "b"]);
    screen.live(["a", "b"]);
    expect(terminal.writes).toBe(1);
    screen.print(["line"]);
    expect(terminal.writes).toBe(2);
    screen.close();
    screen.close();
    expect(terminal.writes).toBe(3);
  });

  it("takes away live lines that a narrower window has wrapped, and no more", () => {
    const terminal = new TerminalEmulator(40);
    const screen = createLiveScreen(terminal);
    screen.print(["keep this"]);
    screen.live(["short", "a live line of some length here"]);
    terminal.shrink(20);
    screen.live(["new"]);
    expect(terminal.lines).toEqual(["keep this", "new"]);
  });

  it("never draws more live lines than the terminal has", () => {
    const terminal = new TerminalEmulator(40);
    const screen = createLiveScreen(terminal);
    screen.live(Array.from({ length: 100 }, (_, at) => `line ${at}`));
    expect(terminal.lines).toHaveLength(23);
    expect(terminal.lines.at(-1)).toBe("line 99");
  });
});

it("the plain screen writes lines and nothing else", () => {
  let written = "";
  const screen = createPlainScreen({ write: (text) => ((written += text), true) });
  screen.live(["moving"]);
  screen.print(["one", "two"]);
  screen.print([]);
  screen.close();
  expect(written).toBe("one\ntwo\n");
});
