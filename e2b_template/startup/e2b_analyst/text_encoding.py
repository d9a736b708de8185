"""The encoding of a text file, by how likely what each candidate makes of it is.

Trying codecs in turn until one does not fail is not enough: gb18030 and the Windows pages accept
nearly everything and return rubbish.
"""

import codecs
import re
import unicodedata
from collections import Counter

from .common_characters import HAN, HANGUL

# In order of preference where the scores are equal.
_CANDIDATES = ("gb18030", "big5", "cp932", "cp949", "euc_jp", "cp1252", "cp1251")
_NAMES = {"cp932": "shift_jis", "cp949": "euc_kr"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH_RUN = re.compile(r"[^\x00-\x7f]+")
_SIGNS = "€£¥§©®°±²³µ·–—‘’“”…•™½¼¾«»ªº¿¡×÷\u00a0"
# Letters of the page that hardly a word has, but the first bytes of Japanese have.
_UNLIKELY = "ƒˆ˜‡†‚„‰‹›"
_LOOKED_AT = 60_000
_MANY_DAMAGED = 0.05


def marked_encoding(head):
    """The encoding that a byte order mark, or the zeros of UTF-16, tell; else None."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    even, odd = head[:4000:2], head[1:4000:2]
    if odd.count(0) > 0.7 * len(odd) and even.count(0) == 0:
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and odd.count(0) == 0:
        return "utf-16-be"
    return None


def is_binary(head):
    """Control characters in a number that no text has."""
    control = sum(head.count(code) for code in (*range(0, 9), *range(14, 27), *range(28, 32)))
    return control > 0.01 * max(len(head), 200)


def detect(evidence, valid_utf8):
    """The encoding of bytes without a mark, and notes on damage.

    `evidence` holds the stretches that are not ASCII; `valid_utf8` is said of the whole file.
    """
    if valid_utf8:
        return "utf-8", _damage(evidence.decode("utf-8", "replace"))
    text = evidence.decode("utf-8", "replace")
    broken, whole = text.count("\ufffd"), sum(ord(letter) > 127 for letter in text)
    scores = {name: _score(evidence, name) for name in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda name: scores[name])
    if whole - broken >= 4 and broken <= max(2, _MANY_DAMAGED * whole):
        return "utf-8", [
            f"damaged characters in utf-8 text: about {broken}, read with encoding_errors='replace'"
        ]
    if scores[best] <= 0:
        best = "cp1252" if _decoded(evidence, "cp1252") is not None else "latin-1"
        return best, [f"the encoding is a guess ({best}): check the letters that are not ASCII"]
    return _readable_name(best, evidence), []


def _readable_name(name, evidence):
    """The well-known name where it reads the bytes as well as the wider page."""
    known = _NAMES.get(name)
    return known if known and _decoded(evidence, known) is not None else name


def _decoded(data, encoding):
    try:
        # Stretches are cut somewhere: half a character at the end is no fault.
        return codecs.getincrementaldecoder(encoding)().decode(data[:_LOOKED_AT])
    except UnicodeDecodeError:
        return None


def _score(data, encoding):
    text = _decoded(data, encoding)
    if text is None:
        return -9.0
    if encoding == "cp1252":
        return _score_latin(text)
    points = _points_cyrillic if encoding == "cp1251" else _points_asian
    counts = Counter(letter for letter in text if ord(letter) > 127)
    total = sum(counts.values())
    return (
        sum(points(letter, encoding) * count for letter, count in counts.items()) / total if total else -1.0
    )


def _points_asian(letter, encoding):
    code = ord(letter)
    if letter in HAN:
        # Han alone, in a Korean encoding, is Chinese that was read wrongly.
        return 0.5 if encoding == "cp949" else 1.0
    if 0x3040 <= code <= 0x30FF:
        return 1.0 if encoding in ("cp932", "euc_jp") else 0.3
    if 0xAC00 <= code <= 0xD7A3:
        return 1.0 if letter in HANGUL else -0.2
    if 0x3000 <= code <= 0x303F or 0xFF01 <= code <= 0xFF5E:
        return 0.6
    if 0x4E00 <= code <= 0x9FFF:
        return 0.15 if _is_everyday(letter) else -0.7
    if 0xFF61 <= code <= 0xFF9F:
        return -0.6
    return 0.1 if unicodedata.category(letter) in ("Sc", "Sm", "So", "Po", "Pd", "No") else -1.5


def _is_everyday(letter):
    """In the first level of the two Chinese standards, where the common characters are."""
    for encoding, last in (("gb2312", 0xD7), ("big5", 0xC6)):
        try:
            if letter.encode(encoding)[0] <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False


def _points_cyrillic(letter, _encoding):
    if "\u0430" <= letter <= "\u044f":
        return 0.9 if letter in "оеаинтсрвлкмдпуяыьзб" else 0.3
    return 0.0 if "\u0410" <= letter <= "\u042f" else -0.7


def _score_latin(text):
    """Accents stand alone between plain letters; long runs of high characters are something else."""
    total, points = 0, 0.0
    for run in _HIGH_RUN.finditer(text):
        letters = run.group()
        total += len(letters)
        before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
        beside = any(neighbour.isascii() and neighbour.isalpha() for neighbour in (before, after))
        if len(letters) > 2 or any(letter in _UNLIKELY for letter in letters):
            points -= 0.8 * len(letters)
        elif all(letter in _SIGNS for letter in letters):
            points += 0.8 if len(letters) == 1 else -0.6
        elif len(letters) == 2:
            points += 1.0 if beside and letters.isalpha() and letters.islower() else -1.6
        elif letters.isalpha() and beside:
            points += 1.0 if letters.islower() or not before.isalpha() or before.isupper() else 0.4
        else:
            points -= 0.8
    return points / total if total else -1.0


def _damage(text):
    """Text that was read in a wrong encoding before it was saved: nothing here can be sure, so it is said."""
    if "\ufffd" in text or "锟斤拷" in text:
        return ["some characters were lost before this file was saved (\ufffd)"]
    letters = sum(ord(letter) > 127 for letter in text)
    for wrong in ("cp1252", "gb18030"):
        try:
            cured = text.encode(wrong).decode("utf-8", "replace")
        except UnicodeError:
            continue
        shorter = sum(ord(letter) > 127 for letter in cured) <= 0.75 * letters
        if letters >= 4 and shorter and cured.count("\ufffd") <= 2:
            return [
                f"text looks like utf-8 that was read as {wrong}: repair with s.encode('{wrong}').decode('utf-8')"
            ]
    return []
