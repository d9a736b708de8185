"""Chinese, Japanese and Korean in every matplotlib chart, whatever style or family is set.

Settings cannot do it: `sns.set_theme()`, `plt.style.use(...)` and `rcdefaults()` undo them. So the
font is appended where matplotlib looks a font up, and the usual names lead to it.
"""

import dataclasses
import logging
import os
import re

from .font_names import FAMILY_PATTERN, FONT_VARIABLE, aliases, find_file
from .hooks import after_import, replace

_BOLD = 600
_SYMBOLS = "DejaVu Sans"


def install():
    """Finds the font and waits for matplotlib."""
    _export(find_file())
    after_import("matplotlib.font_manager", _set_up)
    after_import("matplotlib._mathtext", _set_up_mathtext)


def _export(path):
    if path is None:
        return
    os.environ[FONT_VARIABLE] = path
    # The variable from which the `wordcloud` package takes its default font.
    os.environ.setdefault("FONT_PATH", path)


def _set_up(fm):
    manager = fm.fontManager
    # What it would say ("family not found", "no such weight") is taken care of here.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    chain = _Chain(fm)
    if not chain.register(manager):
        return
    try:
        _patch_lookup(fm.FontManager, chain)
    except AttributeError:
        _use_settings(chain.name)
    _patch_missing_files(fm.FontProperties, chain)


class _Chain:
    """The CJK font and the symbols behind it, as the fonts to fall back to."""

    def __init__(self, fm):
        self._fm = fm
        self._entries = None
        self.name = ""
        self.regular = ()
        self.bold = ()

    def register(self, manager):
        """Adds font and aliases to the manager's list; False when there is no CJK font at all."""
        path = os.environ.get(FONT_VARIABLE)
        if not path or not os.path.isfile(path):
            path = _installed(manager)
            if path is None:
                return False
            _export(path)
        faces = _faces(manager, path)
        heavy_path = re.sub("Regular", "Bold", path)
        heavy = _faces(manager, heavy_path) if heavy_path != path and os.path.isfile(heavy_path) else []
        taken = {entry.name.lower() for entry in manager.ttflist}
        for name, region in aliases():
            if name.lower() not in taken:
                for group in filter(None, (faces, heavy)):
                    manager.ttflist.append(dataclasses.replace(_face(group, region), name=name))
        _forget_lookups(manager)
        # Noticed later: the manager makes a new list when it reads the fonts again.
        self._entries = manager.ttflist
        self.name = _face(faces, "SC").name
        symbols = manager.findfont(_SYMBOLS)
        self.regular = (manager.findfont(self._fm.FontProperties(family=self.name)), symbols)
        self.bold = (manager.findfont(self._fm.FontProperties(family=self.name, weight=700)), symbols)
        return True

    def behind(self, manager, prop):
        if manager.ttflist is not self._entries:
            self.register(manager)
        weight = self._fm.FontProperties._from_any(prop).get_weight()
        return self.bold if _is_bold(self._fm, weight) else self.regular


def _is_bold(fm, weight):
    return fm.weight_dict.get(weight, weight) >= _BOLD


def _faces(manager, path):
    """The entries of a font file, which is read when matplotlib's cache does not have it."""
    real = os.path.realpath(path)
    known = [entry for entry in manager.ttflist if os.path.realpath(entry.fname) == real]
    if known:
        return known
    before = len(manager.ttflist)
    manager.addfont(path)
    return manager.ttflist[before:]


def _face(faces, region):
    """The face for a region, by its name; the first of the file when it has none."""
    own = [face for face in faces if region in face.name.split()]
    plain = [face for face in own if "Mono" not in face.name]
    return (plain or own or faces)[0]


def _installed(manager):
    pattern = re.compile(FAMILY_PATTERN)
    found = [entry for entry in manager.ttflist if pattern.search(entry.name)]
    sans = [entry for entry in found if "Serif" not in entry.name and "Mono" not in entry.name]
    found = sans or found
    return found[0].fname if found else None


def _forget_lookups(manager):
    cached = getattr(manager, "_findfont_cached", None)
    if hasattr(cached, "cache_clear"):
        cached.cache_clear()


def _patch_lookup(manager_class, chain):
    def with_cjk(find):
        def find_fonts(self, prop, fontext="ttf", *args, **kwargs):
            found = find(self, prop, fontext, *args, **kwargs)
            if fontext != "ttf":
                return found
            return [*found, *(path for path in chain.behind(self, prop) if path not in found)]

        return find_fonts

    replace(manager_class, "_find_fonts_by_props", with_cjk)


def _use_settings(family):
    """The best that can be done where the lookup is another one: a default that resets keep."""
    import matplotlib

    for settings in (matplotlib.rcParams, matplotlib.rcParamsDefault):
        families = settings["font.family"]
        settings["font.family"] = [*families, family] if family not in families else families


def _patch_missing_files(properties_class, chain):
    """`FontProperties(fname=...)` of a file that is not there means the CJK font."""

    def with_cjk(get_file):
        def get_existing_file(self):
            path = get_file(self)
            return path if path is None or os.path.exists(path) else chain.regular[0]

        return get_existing_file

    replace(properties_class, "get_file", with_cjk)


def _set_up_mathtext(mathtext):
    """A text with `$...$` is set by another machine, which knows one font only."""
    from matplotlib import font_manager as fm

    def with_cjk(find):
        def find_glyph(self, fontname, font_class, sym):
            if len(sym) == 1 and _is_cjk(ord(sym)):
                path = os.environ.get(FONT_VARIABLE)
                wanted = fm.fontManager._find_fonts_by_props(self.default_font_prop) if path else ()
                for font in map(fm.get_font, wanted):
                    if font.get_char_index(ord(sym)):
                        return font, ord(sym), False
            return find(self, fontname, font_class, sym)

        return find_glyph

    for font_class in _subclasses(mathtext.TruetypeFonts):
        if "_get_glyph" in vars(font_class):
            replace(font_class, "_get_glyph", with_cjk)


def _subclasses(base):
    for child in base.__subclasses__():
        yield child
        yield from _subclasses(child)


def _is_cjk(code):
    return 0x2E80 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7AF or 0xF900 <= code <= 0xFFEF or code >= 0x20000
