import { mkdir } from "node:fs/promises";
import type { BuildStep } from "./build-step.ts";
import { layout } from "./layout.ts";
import { setupError } from "./setup-error.ts";

/**
 * The home is one that does not exist, or the fonts of this account's home, which sandboxes do not
 * see, would be in the list. `json_dump` is what matplotlib itself saves the list with.
 */
const MAKE_CACHE = `
import os, pathlib, sys
cache, font = sys.argv[1:]
os.environ.update(MPLCONFIGDIR=cache, HOME=cache + "/no-home", MPLBACKEND="agg")
for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "MATPLOTLIBRC"):
    os.environ.pop(name, None)
import matplotlib
from matplotlib import font_manager
font_manager.fontManager.addfont(font)
assert any(entry.fname == font for entry in font_manager.fontManager.ttflist)
version = font_manager.FontManager.__version__
path = pathlib.Path(matplotlib.get_cachedir(), f"fontlist-v{version}.json")
font_manager.json_dump(font_manager.fontManager, path)
`;

/** matplotlib's list of fonts with the CJK font in it: without, each sandbox makes its own, slowly. */
export const fontCacheStep: BuildStep = {
  name: { en: "matplotlib font list", zh: "matplotlib 字体列表" },
  version: MAKE_CACHE,
  async run({ folder, python }) {
    const { matplotlibCache, cjkFont } = layout(folder);
    await mkdir(matplotlibCache);
    const made = await python(MAKE_CACHE, [matplotlibCache, cjkFont]);
    if (!made.ok) {
      throw setupError(
        { en: "matplotlib could not list the fonts:", zh: "matplotlib 无法列出字体：" },
        {
          en: "This is a fault of the project's pinned versions: please report it.",
          zh: "这是本项目固定版本的缺陷，请反馈。",
        },
        { output: made.fault },
      );
    }
  },
};
