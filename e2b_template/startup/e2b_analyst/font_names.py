"""Where CJK fonts lie, and the names under which people and models ask for one."""

import importlib.util
import os

FONT_VARIABLE = "E2B_ANALYST_CJK_FONT"

# The first that exists is taken: all four scripts before some of them.
KNOWN_FILES = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/source-han-sans/SourceHanSans-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
)

# A Python package that carries such a font, and the file in it.
KNOWN_PACKAGE = ("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc")

# Installed families that will do when none of the files is there.
FAMILY_PATTERN = (
    r"CJK|Source Han|WenQuanYi|Noto Sans (SC|TC|HK|JP|KR)|Droid Sans Fallback"
    r"|SimHei|YaHei|PingFang|Heiti|Hiragino|LXGW|UMing|UKai|Nanum|IPA(ex)?P?Gothic"
)

# The drawing of a character differs between regions, so a name gets the face of its own.
ALIASES = {
    "SC": """SimHei, 黑体, Microsoft YaHei, Microsoft YaHei UI, 微软雅黑, DengXian, 等线,
        Noto Sans CJK SC, Noto Sans SC, Noto Sans Mono CJK SC, Noto Serif CJK SC, Noto Serif SC,
        Noto Sans CJK, Source Han Sans, Source Han Sans SC, Source Han Sans CN, 思源黑体,
        Source Han Serif SC, Source Han Serif CN, PingFang SC, Heiti SC, Songti SC, Kaiti SC,
        STHeiti, STXihei, STSong, STZhongsong, STKaiti, STFangsong, Hiragino Sans GB,
        WenQuanYi Micro Hei, WenQuanYi Zen Hei, WenQuanYi Micro Hei Mono, Droid Sans Fallback,
        Arial Unicode MS, SimSun, NSimSun, 宋体, FangSong, 仿宋, KaiTi, 楷体, LiSu, YouYuan,
        AR PL UMing CN, AR PL UKai CN, Sarasa Gothic SC, LXGW WenKai, HarmonyOS Sans SC,
        Alibaba PuHuiTi, MiSans""",
    "TC": """Noto Sans CJK TC, Noto Sans TC, Noto Sans CJK HK, Noto Sans HK, Noto Serif CJK TC,
        Noto Serif TC, Source Han Sans TC, Source Han Sans TW, Microsoft JhengHei, 微軟正黑體,
        PingFang TC, PingFang HK, Heiti TC, Songti TC, MingLiU, PMingLiU, DFKai-SB, BiauKai,
        LiHei Pro""",
    "JP": """Noto Sans CJK JP, Noto Sans JP, Noto Serif CJK JP, Noto Serif JP, Source Han Sans JP,
        MS Gothic, MS PGothic, MS UI Gothic, MS Mincho, MS PMincho, Meiryo, Meiryo UI, Yu Gothic,
        Yu Gothic UI, YuGothic, Yu Mincho, Hiragino Sans, Hiragino Kaku Gothic Pro,
        Hiragino Kaku Gothic ProN, Hiragino Maru Gothic Pro, Hiragino Mincho Pro, Osaka,
        IPAexGothic, IPAGothic, IPAPGothic, IPAexMincho, TakaoGothic, TakaoPGothic, VL Gothic,
        VL PGothic, BIZ UDGothic""",
    "KR": """Noto Sans CJK KR, Noto Sans KR, Noto Serif CJK KR, Noto Serif KR, Source Han Sans KR,
        Source Han Sans K, Malgun Gothic, 맑은 고딕, NanumGothic, Nanum Gothic, NanumBarunGothic,
        NanumSquare, NanumMyeongjo, AppleGothic, AppleMyungjo, Apple SD Gothic Neo, Gulim, Dotum,
        Batang, Gungsuh, UnDotum, UnBatang, Baekmuk Gulim""",
}


def aliases():
    """Pairs of a family name and its region."""
    for region, names in ALIASES.items():
        for name in names.split(","):
            yield " ".join(name.split()), region


def find_file():
    """The CJK font of this machine by the variable or the known places, else None."""
    for path in (os.environ.get(FONT_VARIABLE), *KNOWN_FILES):
        if path and os.path.isfile(path):
            return path
    package, name = KNOWN_PACKAGE
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations if spec else None) or ():
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    return None
