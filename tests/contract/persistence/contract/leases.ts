import { describe, expect, test } from "@jest/globals";
import { type MakePlace, tickingClock } from "./place.ts";

export function describeLeases(makePlace: MakePlace): void {
  describe("leases", () => {
    test("have one holder per thread, over clients, until released", async () => {
      const place = await makePlace();
      const clock = { now: () => 1_000 };
      const first = (await place.open(clock)).leases;
      const second = (await place.open(clock)).leases;
      const lease = await first.acquire("t1");
      expect(lease).toBeDefined();
      expect(await second.acquire("t1")).toBeUndefined();
      const other = await second.acquire("t2");
      expect(other).toBeDefined();
      await lease?.release();
      const next = await second.acquire("t1");
      expect(next).toBeDefined();
      for (const held of [other, next]) await held?.release();
    });

    test("go to one of many who ask at once", async () => {
      const place = await makePlace();
      const clock = tickingClock();
      const clients = await Promise.all([place.open(clock), place.open(clock)]);
      const asked = await Promise.all(
        Array.from({ length: 20 }, async (_, index) =>
          clients[index % 2 === 0 ? 0 : 1].leases.acquire("t1"),
        ),
      );
      const won = asked.filter((lease) => lease !== undefined);
      expect(won).toHaveLength(1);
      await won[0]?.release();
    });

    test("that nobody renews run out, and the late holder takes nothing away", async () => {
      let now = 0;
      const { leases } = await (await makePlace()).open({ now: () => now });
      const held = await leases.acquire("t1");
      now = 29_999;
      expect(await leases.acquire("t1")).toBeUndefined();
      now = 30_001;
      const next = await leases.acquire("t1");
      expect(next).toBeDefined();
      await held?.release();
      expect(await leases.acquire("t1")).toBeUndefined();
      await next?.release();
    });
  });
}
