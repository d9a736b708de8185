import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type BuildStep, packagesMissing, pipInstall } from "./build-step.ts";
import { layout } from "./layout.ts";
import { setupError } from "./setup-error.ts";

/** Packages of the registry that carry a font or data which is otherwise had from other hosts only. */
const CARRIERS = ["noto-cjk-sans-otc==0.0.1", "llama-index-core==0.14.25", "vaderSentiment==3.3.2"];

const PACK_LEXICON = `
import sys, zipfile
lexicon, target = sys.argv[1:]
with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.write(lexicon, "vader_lexicon/vader_lexicon.txt")
`;

const name = { en: "CJK font and language data", zh: "中日韩字体与语言数据" };

/** Noto Sans CJK, and NLTK's stop words, sentence splitter and sentiment lexicon. */
export const languageDataStep: BuildStep = {
  name,
  version: CARRIERS.join(" "),
  async run({ folder, uv, python }) {
    const { cjkFont, nltkData, python: interpreter } = layout(folder);
    const unpacked = join(folder, "carriers");
    const fetched = await uv(
      // NLTK refuses data that is hard-linked, as uv by itself installs it.
      pipInstall(interpreter, "--no-deps", "--link-mode=copy", "--target", unpacked, ...CARRIERS),
    );
    if (!fetched.ok) throw packagesMissing(name, fetched.fault);
    await mkdir(dirname(cjkFont), { recursive: true });
    await rename(join(unpacked, "noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc"), cjkFont);
    await rename(join(unpacked, "llama_index", "core", "_static", "nltk_cache"), nltkData);
    for (const kind of ["corpora", "tokenizers"]) await removeArchives(join(nltkData, kind));
    await mkdir(join(nltkData, "sentiment"));
    const packed = await python(PACK_LEXICON, [
      join(unpacked, "vaderSentiment", "vader_lexicon.txt"),
      join(nltkData, "sentiment", "vader_lexicon.zip"),
    ]);
    if (!packed.ok) throw damaged(packed.fault);
    await rm(unpacked, { recursive: true });
  },
};

/** The same data is there unpacked. */
async function removeArchives(folder: string): Promise<void> {
  for (const file of await readdir(folder)) {
    if (file.endsWith(".zip")) await rm(join(folder, file));
  }
}

const damaged = (output: string) =>
  setupError(
    { en: "The sentiment lexicon could not be packed:", zh: "无法打包情感词典：" },
    { en: "Check the free space of the cache folder.", zh: "请检查缓存文件夹的可用空间。" },
    { output },
  );
