"""A text file, of any size, as much as is needed of it: its beginning, parts, its end, its lines."""

import codecs
import re
import time

from .text_encoding import detect, is_binary, marked_encoding

# A file up to this size is read whole.
WHOLE = 12 << 20
_PART = 384 << 10
_PARTS = 24
_CHUNK = 4 << 20
_SECONDS = 6.0
_EVIDENCE = 64 << 10
_NOT_ASCII = re.compile(rb"[^\n\r]{0,12}[\x80-\xff][^\n\r]{0,200}")


class NotText(Exception):
    """The bytes are no text."""


class TextSample:
    """What was read of a file. `whole` is false when `parts` and `tail` are not all of the rest."""

    def __init__(self, stream, size):
        self.notes = []
        self.whole = True
        self.line_count = None
        self._parts = []
        self._tail = b""
        head = stream.read(WHOLE + 1)
        if not head:
            raise NotText("the file is empty")
        self._mark = marked_encoding(head)
        if self._mark is None and is_binary(head[: 1 << 16]):
            raise NotText("binary data, not a table of text")
        self._utf8 = _Utf8Check()
        self._evidence = bytearray()
        self._newline = _newline(head, self._mark)
        self._look_at(head)
        if len(head) > WHOLE:
            self.whole = False
            self._read_rest(stream, head, size)
        self._head = head
        self._decide()

    def _look_at(self, chunk):
        self._utf8.feed(chunk)
        if len(self._evidence) < _EVIDENCE and not chunk.isascii():
            for found in _NOT_ASCII.finditer(chunk):
                self._evidence += found.group() + b"\n"
                if len(self._evidence) >= _EVIDENCE:
                    break

    def _read_rest(self, stream, head, size):
        started, read, lines = time.monotonic(), len(head), head.count(self._newline)
        # One chunk in so many gives a part; of too many parts every other one is dropped.
        self._parts = [
            _whole_lines(head[start : start + _PART], self._newline) for start in range(_CHUNK, WHOLE, _CHUNK)
        ]
        at, every, last = 0, 1, head
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            lines += chunk.count(self._newline)
            self._look_at(chunk)
            if at % every == 0:
                self._parts.append(_whole_lines(chunk[:_PART], self._newline))
            if len(self._parts) > _PARTS:
                self._parts, every = self._parts[::2], 2 * every
            at, last = at + 1, last[-_PART:] + chunk
            if time.monotonic() - started > _SECONDS:
                break
        if stream.read(1):
            self.notes.append("too large to be counted in a few seconds: the number of rows is an estimate")
            lines = int(lines * max(size or 0, read) / read)
        else:
            self._tail = _whole_lines(last[-_PART:], self._newline, end=True)
            lines += not last.endswith(self._newline)
        self.line_count = lines

    def _decide(self):
        if self._mark:
            self.encoding, notes = self._mark, []
        elif not self._evidence:
            self.encoding, notes = "utf-8", []
        else:
            self.encoding, notes = detect(bytes(self._evidence), self._utf8.valid)
        self.notes += notes
        self.errors = "strict" if self._can_decode() else "replace"

    def _can_decode(self):
        decoder = codecs.getincrementaldecoder(self.encoding)()
        try:
            decoder.decode(self._head, final=self.whole)
            return self.encoding != "utf-8" or self._utf8.valid
        except UnicodeDecodeError:
            return False

    @property
    def cr_only(self):
        return self._newline == b"\r"

    def head_text(self, limit=256 << 10):
        """The beginning, up to the end of a line where there is one."""
        text = self._head[:limit].decode(self.encoding, "ignore").removeprefix("\ufeff")
        if len(self._head) <= limit and self.whole:
            return text
        return text[: text.rfind("\r" if self.cr_only else "\n") + 1] or text

    def blocks(self):
        """Stretches of whole lines in the file's order: the beginning, parts of the rest, the end."""
        if self.whole:
            return [self._head.decode(self.encoding, self.errors).removeprefix("\ufeff")]
        raw = [_whole_lines(self._head[:_PART], self._newline, start=True)]
        if self._mark not in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
            raw += [*self._parts, self._tail]
        return [part.decode(self.encoding, "replace").removeprefix("\ufeff") for part in raw]


def _newline(head, mark):
    start = head[: 1 << 20]
    return b"\r" if b"\r" in start and b"\n" not in start and not (mark or "").startswith("utf-16") else b"\n"


def _whole_lines(data, newline, start=False, end=False):
    first = 0 if start else data.find(newline) + 1
    last = len(data) if end else data.rfind(newline) + 1
    return data[first:last]


class _Utf8Check:
    """Whether everything that was fed is valid UTF-8."""

    def __init__(self):
        self.valid = True
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def feed(self, chunk):
        if not self.valid or (chunk.isascii() and not self._decoder.getstate()[0]):
            return
        try:
            self._decoder.decode(chunk)
        except UnicodeDecodeError:
            self.valid = False
