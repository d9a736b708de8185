import { describe, expect, test } from "@jest/globals";
import type { Artifact } from "../../../../graphs/analyst/artifact.ts";
import { annotate, sandboxLink } from "../../../../src/server/assistants-v2/run/annotations.ts";
import { newId, placeOf } from "../../../../src/server/assistants-v2/ids.ts";

const artifact = (name: string): Artifact => ({
  id: `id of ${name}`,
  name,
  mime: "text/csv",
  size: 1,
  sha256: "",
  url: "",
  cellId: "c1",
  kind: "file",
});

describe("annotations", () => {
  test.each(["out.csv", "销售 2024 (最终).csv", "a%20b.csv", "x[1].csv", "back\\slash.csv"])(
    "find the link to %s, whatever its name",
    (name) => {
      const link = sandboxLink({ name });
      const text = `Zürich 📈 [f](${link}) and again [g](${link}).`;
      const found = annotate(text, new Map([[link, artifact(name)]]));
      expect(found).toHaveLength(2);
      for (const { start_index, end_index, file_path } of found) {
        expect(text.slice(start_index, end_index)).toBe(link);
        expect(file_path.file_id).toBe(`file-id of ${name}`);
      }
      expect(decodeURIComponent(link)).toBe(`sandbox:/mnt/data/${name}`);
    },
  );

  test("tell a name from a longer one that begins with it, and leave unknown ones", () => {
    const known = new Map(
      ["a.csv", "a.csv.zip"].map((name) => [sandboxLink({ name }), artifact(name)]),
    );
    const text =
      "[z](sandbox:/mnt/data/a.csv.zip) [u](sandbox:/mnt/data/none) sandbox:/mnt/data/a.csv";
    expect(annotate(text, known).map(({ text }) => text)).toEqual(["sandbox:/mnt/data/a.csv.zip"]);
  });
});

describe("ids", () => {
  test("sort as they are made, over kinds, also when the clock goes back", () => {
    const made = [newId("message", 5_000_000_000_000), newId("message", 1), newId("run", 5)];
    const places = made.map(placeOf);
    expect(places.toSorted()).toEqual(places);
    expect(new Set(places).size).toBe(3);
  });
});
