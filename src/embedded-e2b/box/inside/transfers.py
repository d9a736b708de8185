"""File contents: out of the box and into it."""

import errno
import os
import stat

import entries
from faults import Fault

CHUNK = 1024 * 1024


def _regular(fd, path):
    facts = os.fstat(fd)
    if stat.S_ISDIR(facts.st_mode):
        raise Fault("invalid_argument", f"path is a directory: '{path}'")
    if not stat.S_ISREG(facts.st_mode):
        raise Fault("invalid_argument", f"path is not a regular file: '{path}'")
    return facts


def _open(path, flags):
    # Without O_NONBLOCK a FIFO would hold this process for ever.
    try:
        return os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY, 0o666)
    except OSError as error:
        if error.errno == errno.EISDIR:
            raise Fault("invalid_argument", f"path is a directory: '{path}'") from None
        raise


def read(stream, request, path):
    """Answers with the entry and the range that follows; its bytes come bare, without frames."""
    name = path(request.one("path"))
    fd = _open(name, os.O_RDONLY)
    size = _regular(fd, name).st_size
    start, end = request.number("start") or 0, request.number("end")
    end = size if end is None else min(end + 1, size)
    if start < 0:
        start = max(size + start, 0)
    if start > end or (start == end and start != 0):
        raise Fault("invalid_argument", f"the file has only {size} bytes")
    facts = {"entry": entries.entry(name), "size": size, "start": start, "length": end - start}
    stream.send(b"A", facts)
    while start < end:
        sent = os.sendfile(stream.sock.fileno(), fd, start, min(end - start, CHUNK))
        if sent == 0:
            return
        start += sent


def _receive(stream, fd):
    """Writes what comes to a descriptor; False when the peer went before the end."""
    while True:
        found = stream.next()
        if found is None:
            return False
        kind, payload = found
        if kind == b"Z":
            return True
        view = memoryview(payload)
        while view:
            view = view[os.write(fd, view) :]


def _aside(folder):
    """A nameless file in the folder, where the file system can do that."""
    try:
        return os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600)
    except OSError:
        return None


def _copy(source, target):
    offset = 0
    while True:
        sent = os.sendfile(target, source, offset, CHUNK)
        if sent == 0:
            return
        offset += sent


def _label(fd, words):
    """Replaces the file's metadata by the given ones."""
    try:
        for name in os.listxattr(fd):
            if name.startswith(entries.METADATA):
                os.removexattr(fd, name)
        for key, value in words.items():
            os.setxattr(fd, entries.METADATA + key, value.encode("utf-8"))
    except OSError as error:
        if words:
            raise Fault("resource_exhausted", f"metadata was not kept: {error.strerror}") from None


def write(stream, request, path):
    """Writes in place. A transfer that breaks off leaves what was there before: nothing, or the old contents."""
    name = path(request.one("path"))
    folder = os.path.dirname(name)
    try:
        os.makedirs(folder, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise Fault("invalid_argument", f"a part of the path is a file: '{folder}'") from None
    fresh = not os.path.exists(name)
    fd = _open(name, os.O_WRONLY | os.O_CREAT)
    facts = _regular(fd, name)
    old = None if facts.st_size == 0 else _aside(folder)
    stream.send(b"A", {})
    try:
        if old is None:
            os.ftruncate(fd, 0)
        if not _receive(stream, fd if old is None else old):
            raise ConnectionResetError
        if old is not None:
            os.ftruncate(fd, 0)
            _copy(old, fd)
        _label(fd, request.pairs("metadata"))
    except BaseException:
        if fresh:
            os.unlink(name)
        raise
    stream.send(b"A", entries.entry(name))
