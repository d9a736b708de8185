import { join } from "node:path";

/** Where the parts of an environment are, below its folder. */
export const layout = (folder: string) => ({
  venv: join(folder, "venv"),
  python: join(folder, "venv", "bin", "python"),
  cjkFont: join(folder, "fonts", "NotoSansCJK-Regular.ttc"),
  matplotlibCache: join(folder, "matplotlib"),
  nltkData: join(folder, "nltk"),
  bubblewrap: join(folder, "bubblewrap"),
});
