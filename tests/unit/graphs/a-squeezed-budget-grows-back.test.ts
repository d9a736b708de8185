import { describe, expect, test } from "@jest/globals";
import { squeezeAfter, squeezedTokens } from "../../../graphs/analyst/model-turn/squeeze.ts";

const FULL = 100_000;

describe("a squeezed budget", () => {
  test("is the full one when nothing was refused", () => {
    expect(squeezedTokens(FULL, undefined, 7)).toBe(FULL);
  });

  test("rests, then grows with every question up to the full one", () => {
    const squeeze = squeezeAfter(50_000, FULL, undefined, 10);
    expect(squeeze).toEqual({ tokens: 30_000, until: 14, rest: 4 });
    const seen = [10, 13, 14, 15, 16, 17, 50].map((turn) => squeezedTokens(FULL, squeeze, turn));
    expect(seen).toEqual([30_000, 30_000, 45_000, 67_500, FULL, FULL, FULL]);
  });

  test("rests twice as long when it is refused while it grows", () => {
    const first = squeezeAfter(50_000, FULL, undefined, 10);
    expect(squeezeAfter(40_000, FULL, first, 14)).toEqual({ tokens: 24_000, until: 22, rest: 8 });
  });

  test("forgets what it has got over", () => {
    const first = squeezeAfter(50_000, FULL, undefined, 10);
    expect(squeezeAfter(90_000, FULL, first, 40)).toMatchObject({ until: 44, rest: 4 });
  });

  test("never rests for ever", () => {
    let squeeze = squeezeAfter(50_000, FULL, undefined, 1);
    for (let times = 0; times < 20; times++) {
      squeeze = squeezeAfter(50_000, FULL, squeeze, squeeze?.until ?? 0);
    }
    expect(squeeze?.rest).toBe(32);
  });

  test("has an end", () => {
    expect(squeezeAfter(9_000, FULL, undefined, 1)).toMatchObject({ tokens: 6_000 });
    expect(squeezeAfter(3_600, FULL, undefined, 1)).toBeUndefined();
  });
});
