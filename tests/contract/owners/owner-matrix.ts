import { beforeEach, describe, expect, test } from "@jest/globals";
import type { Persistence } from "../../../src/persistence/persistence.ts";
import { ENGINE_ROWS, NOT_OWNED, ROWS, type NoCaller, type Outcome, type Row } from "./rows.ts";
import { createWorld, STRANGERS, type World } from "./world.ts";

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  not_found: "nothing",
  file_not_found: "nothing",
  conflict: "taken",
  input_invalid: "refused",
};

/** What a call came to, in the words of the table. */
async function outcomeOf(work: Promise<unknown>): Promise<string> {
  let value: unknown;
  try {
    value = await work;
  } catch (error) {
    const { code = "", message } = error as { code?: string; message: string };
    return OUTCOMES[code] ?? `${code}: ${message}`;
  }
  return isEmpty(value) ? "nothing" : "own";
}

/** Nothing, or a summary that counts none. */
const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === false ||
  value === 0 ||
  (typeof value === "object" && value !== null && Object.values(value).every(isEmpty));

const isRow = (row: Row | NoCaller): row is Row => "run" in row;

/** Another user's and another tenant's things are not found, by any call, on one database. */
export function describeOwners(open: () => Promise<Persistence>): void {
  let persistence: Persistence;
  let world: World;

  beforeEach(async () => {
    persistence = await open();
    world = await createWorld(persistence);
  });

  test("the table has a row for every call", () => {
    for (const [part, rows] of Object.entries(ROWS)) {
      const calls = Object.keys(world[part as keyof typeof ROWS]);
      expect({ part, rows: Object.keys(rows).toSorted() }).toEqual({
        part,
        rows: calls.toSorted(),
      });
    }
    const parts = Object.keys(persistence).filter((part) => !NOT_OWNED.includes(part));
    expect(parts.filter((part) => !(part in ROWS))).toEqual([]);
  });

  const all = [
    ...Object.entries(ROWS).flatMap(([part, rows]) =>
      Object.entries<Row | NoCaller>(rows).map(([call, row]) => ({ call: `${part}.${call}`, row })),
    ),
    ...Object.entries(ENGINE_ROWS).map(([call, row]) => ({ call, row })),
  ];

  describe.each(Object.entries(STRANGERS))("%s", (_who, stranger) => {
    const rows = all.flatMap(({ call, row }) =>
      isRow(row) && (row.tenantOnly !== true || stranger.tenantId !== undefined)
        ? [{ call, ...row }]
        : [],
    );

    test.each(rows)("$call: $outcome", async ({ run, outcome }) => {
      const before = await world.seen();
      expect(await outcomeOf(run(world, stranger))).toBe(outcome);
      expect(await world.seen()).toEqual(before);
    });
  });
}
