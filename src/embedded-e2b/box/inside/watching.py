"""Watches a folder by inotify, which Python's library does not offer: called through ctypes, in a process of its own."""

import ctypes
import errno
import os
import select
import stat

import entries
from faults import Fault

MODIFY, ATTRIB, MOVED_FROM, MOVED_TO, CREATE, DELETE = 0x2, 0x4, 0x40, 0x80, 0x100, 0x200
OVERFLOW, IGNORED, IS_DIR = 0x4000, 0x8000, 0x40000000
ONLY_DIR = 0x01000000
MASK = MODIFY | ATTRIB | MOVED_FROM | MOVED_TO | CREATE | DELETE | ONLY_DIR
KINDS = (
    (CREATE | MOVED_TO, "create"),
    (MODIFY, "write"),
    (DELETE, "remove"),
    (MOVED_FROM, "rename"),
    (ATTRIB, "chmod"),
)
# Each folder of a recursive watch costs kernel memory outside the box's own bound.
MOST_FOLDERS = 4096


class Watcher:
    def __init__(self, root, recursive):
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.fd = self.libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
        if self.fd < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        self.root = root
        self.recursive = recursive
        self.folders = {}

    def add(self, relative):
        """Watches a folder, and those below it when wanted; yields the relative paths found on the way."""
        folder = os.path.join(self.root, relative) if relative else self.root
        watch = self.libc.inotify_add_watch(self.fd, os.fsencode(folder), MASK)
        if watch < 0:
            code = ctypes.get_errno()
            if relative and code in (errno.ENOENT, errno.ENOTDIR, errno.EACCES):
                return
            if code == errno.ENOSPC:
                raise Fault("resource_exhausted", "no more folders can be watched on this machine")
            raise OSError(code, os.strerror(code), folder)
        self.folders[watch] = relative
        if len(self.folders) > MOST_FOLDERS:
            raise Fault("resource_exhausted", f"more than {MOST_FOLDERS} folders to watch")
        if not self.recursive:
            return
        try:
            with os.scandir(folder) as found:
                children = list(found)
        except OSError:
            return
        for child in children:
            below = os.path.join(relative, child.name)
            yield below
            if child.is_dir(follow_symlinks=False):
                yield from self.add(below)

    def events(self):
        """What has happened: pairs of kind and relative path."""
        data = os.read(self.fd, 65536)
        at = 0
        while at < len(data):
            watch = int.from_bytes(data[at : at + 4], "little", signed=True)
            mask = int.from_bytes(data[at + 4 : at + 8], "little")
            length = int.from_bytes(data[at + 12 : at + 16], "little")
            name = os.fsdecode(data[at + 16 : at + 16 + length].rstrip(b"\0"))
            at += 16 + length
            if mask & OVERFLOW:
                raise Fault("resource_exhausted", "more happened than could be watched")
            if mask & IGNORED:
                self.folders.pop(watch, None)
                continue
            if not name or watch not in self.folders:
                continue
            relative = os.path.join(self.folders[watch], name)
            for bits, kind in KINDS:
                if mask & bits:
                    yield kind, relative
            if self.recursive and mask & IS_DIR and mask & (CREATE | MOVED_TO):
                # What was put into it before the watch stood is told as well.
                for below in self.add(relative):
                    yield "create", below


def _told(root, kind, relative, with_entry):
    event = {"type": kind, "name": relative}
    if with_entry and kind in ("create", "write", "chmod"):
        try:
            event["entry"] = entries.entry(os.path.join(root, relative))
        except OSError:
            pass
    return event


def watch(stream, root, request):
    if not stat.S_ISDIR(os.stat(root).st_mode):
        raise Fault("invalid_argument", f"path is not a directory: '{root}'")
    watcher = Watcher(root, request.has("recursive"))
    for _ in watcher.add(""):
        pass
    stream.send(b"A", {})
    poll = select.poll()
    poll.register(watcher.fd, select.POLLIN)
    poll.register(stream.sock.fileno(), select.POLLIN | select.POLLHUP)
    while True:
        ready = {fd for fd, _ in poll.poll()}
        if watcher.fd in ready:
            batch = []
            for kind, relative in watcher.events():
                event = _told(root, kind, relative, request.has("withEntry"))
                # One write of a program is many to the kernel; one word about it is enough.
                if not batch or batch[-1] != event:
                    batch.append(event)
            if batch:
                stream.send(b"V", batch)
        if stream.sock.fileno() in ready:
            return
