"""Says how many bytes the files of folders take. Runs outside of the box, while code in it changes them.

usage: python -I -S usage.py ENOUGH FOLDER...    stops counting beyond ENOUGH bytes
"""

import os
import stat
import sys

# An empty file takes room as well: its inode and its name.
ENTRY = 1024
# Each level holds a descriptor; a path of this many folders is an attack, and counts as one.
DEEPEST = 200
DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


def opened(name, parent):
    """A folder's descriptor. One that was closed to its owner is opened, or it would hide what it holds."""
    try:
        return os.open(name, DIRECTORY, dir_fd=parent)
    except PermissionError:
        pinned = os.open(name, os.O_PATH | os.O_NOFOLLOW, dir_fd=parent)
        try:
            os.chmod(f"/proc/self/fd/{pinned}", 0o700)
            return os.open(f"/proc/self/fd/{pinned}", os.O_RDONLY | os.O_DIRECTORY)
        finally:
            os.close(pinned)


class Usage:
    """Goes down by descriptors, never by paths: a folder may become a link while it is looked at."""

    def __init__(self, enough):
        self.enough = enough
        self.total = 0
        self.linked = set()

    def add(self, folder, device, depth=0):
        if depth > DEEPEST:
            self.total = self.enough + 1
        with os.scandir(folder) as entries:
            for entry in entries:
                if self.total > self.enough:
                    return
                try:
                    self.add_entry(folder, entry, device, depth)
                except FileNotFoundError:
                    continue

    def add_entry(self, folder, entry, device, depth):
        facts = entry.stat(follow_symlinks=False)
        if facts.st_dev != device:
            return
        key = (facts.st_dev, facts.st_ino)
        if facts.st_nlink > 1 and not stat.S_ISDIR(facts.st_mode):
            if key in self.linked:
                return
            self.linked.add(key)
        self.total += facts.st_blocks * 512 + ENTRY
        if stat.S_ISDIR(facts.st_mode):
            try:
                below = opened(entry.name, folder)
            except OSError:
                return
            try:
                self.add(below, device, depth + 1)
            finally:
                os.close(below)


def main():
    usage = Usage(int(sys.argv[1]))
    for name in sys.argv[2:]:
        folder = os.open(name, DIRECTORY)
        usage.add(folder, os.fstat(folder).st_dev)
    print(usage.total)


main()
