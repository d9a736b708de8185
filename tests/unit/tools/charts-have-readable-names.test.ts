import { describe, expect, test } from "@jest/globals";
import { chartName } from "../../../tools/cells/chart-names.ts";

const nameOf = (chart: unknown) => {
  const image = { mime: "image/png", bytes: new Uint8Array() } as const;
  return chartName({ isMain: false, images: [image], chart }, image, "c3", 1);
};

describe("the name of a chart", () => {
  test.each([
    [{ title: "Sales by region" }, "Sales-by-region.png"],
    [{ title: "各地区销售额\np < 0.001" }, "各地区销售额.png"],
    [{ title: null, elements: [{ title: null }, { title: "Second part" }] }, "Second-part.png"],
    [{ title: "../../etc/passwd" }, "etc-passwd.png"],
    [{ title: " - " }, "c3-1.png"],
    [{ title: 5 }, "c3-1.png"],
    [undefined, "c3-1.png"],
  ])("%j", (chart, name) => expect(nameOf(chart)).toBe(name));
});
