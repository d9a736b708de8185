import { describe, expect, test } from "@jest/globals";
import { decide } from "../../../graphs/analyst/decide.ts";
import { CELL_OUTCOMES } from "../../../graphs/analyst/outcomes.ts";

const fresh = { failuresInRow: 0, recoveries: 0 };

describe("what follows a cell", () => {
  test.each(["ok", "benign_warning", "data_caveat", "glyph_missing", "silent"] as const)(
    "%s goes on",
    (outcome) => expect(decide(outcome, fresh, "new", 3)).toEqual({ go: "continue" }),
  );

  test.each([
    "user_error",
    "missing_package",
    "missing_file",
    "timeout",
    "out_of_memory",
    "kernel_died",
    "blocked",
  ] as const)("%s is repaired while repairs are left", (outcome) => {
    expect(decide(outcome, fresh, "new", 3)).toEqual({ go: "retry" });
    expect(decide(outcome, { ...fresh, failuresInRow: 2 }, "second", 3)).toEqual({ go: "retry" });
  });

  test("a failure after the last repair ends the run", () => {
    const worn = { ...fresh, failuresInRow: 3 };
    expect(decide("user_error", worn, "new", 3)).toEqual({
      go: "respond",
      stopReason: "repairs_exhausted",
    });
    expect(decide("blocked", worn, "new", 3)).toEqual({
      go: "respond",
      stopReason: "blocked_by_policy",
    });
  });

  test("no repair is tried where none is allowed", () => {
    expect(decide("user_error", fresh, "new", 0).stopReason).toBe("repairs_exhausted");
  });

  test("the third equal failure ends the run, whatever repairs are left", () => {
    expect(decide("user_error", fresh, "third", 9)).toEqual({
      go: "respond",
      stopReason: "repeated_failure",
    });
  });

  test("a lost sandbox is recovered twice, then the run ends", () => {
    expect(decide("sandbox_lost", { ...fresh, recoveries: 1 }, "new", 3)).toEqual({
      go: "recover",
    });
    expect(decide("sandbox_lost", { ...fresh, recoveries: 2 }, "new", 3)).toEqual({
      go: "respond",
      stopReason: "sandbox_unavailable",
    });
  });

  test("a cancelled cell ends the run", () => {
    expect(decide("cancelled", fresh, "new", 3)).toEqual({
      go: "respond",
      stopReason: "cancelled",
    });
  });

  test("every outcome leads somewhere", () => {
    for (const outcome of CELL_OUTCOMES) {
      const { go, stopReason } = decide(outcome, fresh, "new", 3);
      expect(go === "respond").toBe(stopReason !== undefined);
    }
  });
});
