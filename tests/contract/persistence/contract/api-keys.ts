import { describe, expect, test } from "@jest/globals";
import { type MakePlace, settled, tickingClock } from "./place.ts";

const key = (keyId: string, name: string) => ({
  keyId,
  name,
  hash: `hash of ${keyId}`,
  userId: name,
});

export function describeApiKeys(makePlace: MakePlace): void {
  describe("API keys", () => {
    test("are kept over a restart, the newest first", async () => {
      const place = await makePlace();
      const clock = tickingClock();
      const { apiKeys } = await place.open(clock);
      const made = await apiKeys.insert(key("k1", "librechat"));
      expect(made).toMatchObject({ ...key("k1", "librechat"), revokedAt: undefined });
      await apiKeys.insert(key("k2", "另一个"));
      const again = (await place.open(clock)).apiKeys;
      expect(await again.find("k1")).toEqual(made);
      expect((await again.list()).map(({ name }) => name)).toEqual(["另一个", "librechat"]);
      expect(await again.find("k3")).toBeUndefined();
    });

    test("are not found once revoked, stay in the list, and free their name", async () => {
      const { apiKeys } = await (await makePlace()).open(tickingClock());
      await apiKeys.insert(key("k1", "librechat"));
      expect(await apiKeys.revoke("librechat")).toBe(true);
      expect(await apiKeys.revoke("librechat")).toBe(false);
      expect(await apiKeys.find("k1")).toBeUndefined();
      await apiKeys.insert(key("k2", "librechat"));
      expect(await apiKeys.find("k2")).toBeDefined();
      const [valid, revoked] = await apiKeys.list();
      expect(valid).toMatchObject({ keyId: "k2", revokedAt: undefined });
      expect(revoked).toMatchObject({ keyId: "k1", revokedAt: expect.any(Date) });
    });

    test("of one name are made once, however many ask", async () => {
      const place = await makePlace();
      const clients = await Promise.all([place.open(), place.open()]);
      const results = await Promise.allSettled(
        Array.from({ length: 10 }, async (_, index) =>
          (index % 2 === 0 ? clients[0] : clients[1]).apiKeys.insert(key(`k${index}`, "one")),
        ),
      );
      const { kept, codes } = settled(results);
      expect(kept).toBe(1);
      expect(new Set(codes)).toEqual(new Set(["conflict"]));
    });
  });
}
