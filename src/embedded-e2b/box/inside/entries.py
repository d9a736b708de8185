"""What there is to say about a file."""

import errno
import grp
import os
import pwd
import stat

from faults import Fault

METADATA = "user.e2b."
# A listing beyond this is no listing any more, and the caller has to hold all of it.
MOST = 100_000


def _name(table, number):
    try:
        return pwd.getpwuid(number).pw_name if table == "user" else grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)


def metadata(path):
    """The caller's own words about a file, kept as extended attributes."""
    found = {}
    try:
        for name in os.listxattr(path):
            if name.startswith(METADATA):
                found[name[len(METADATA) :]] = os.getxattr(path, name).decode("utf-8", "replace")
    except OSError:
        pass
    return found


def entry(path, known=None):
    """Raises FileNotFoundError. For a link, type and mode are its target's."""
    link = known or os.lstat(path)
    facts, target = link, None
    if stat.S_ISLNK(link.st_mode):
        target = os.path.realpath(path)
        try:
            facts = os.stat(path)
        except OSError:
            facts = link
    kinds = (("file", stat.S_ISREG), ("dir", stat.S_ISDIR), ("symlink", stat.S_ISLNK))
    kind = next((name for name, test in kinds if test(facts.st_mode)), "other")
    said = {
        "name": os.path.basename(path),
        "path": path,
        "type": kind,
        "size": link.st_size,
        "mode": stat.S_IMODE(facts.st_mode),
        "owner": _name("user", link.st_uid),
        "group": _name("group", link.st_gid),
        "modifiedMs": link.st_mtime_ns // 1_000_000,
    }
    if target is not None:
        said["symlinkTarget"] = target
    if kind in ("file", "dir"):
        words = metadata(path)
        if words:
            said["metadata"] = words
    return said


def _scan(folder, reported, depth):
    """Entries below a folder, without following links; `reported` is the path to show for it."""
    with os.scandir(folder) as found:
        children = sorted(found, key=lambda child: child.name)
    for child in children:
        shown = os.path.join(reported, child.name)
        try:
            yield entry(shown, child.stat(follow_symlinks=False))
            if depth > 1 and child.is_dir(follow_symlinks=False):
                yield from _scan(child.path, shown, depth - 1)
        except (FileNotFoundError, PermissionError):
            # Gone or closed since its folder was read: that is no fault of the listing.
            continue


def send_list(stream, path, depth):
    if not os.path.isdir(path):
        os.stat(path)
        raise Fault("invalid_argument", f"path is not a directory: '{path}'")
    batch, count = [], 0
    try:
        for found in _scan(path, path, depth):
            batch.append(found)
            count += 1
            if count > MOST:
                raise Fault("resource_exhausted", f"more than {MOST} entries in '{path}'")
            if len(batch) == 200:
                stream.send(b"N", batch)
                batch = []
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise Fault("invalid_argument", f"the tree below '{path}' is too deep") from None
        raise
    stream.send(b"N", batch)
