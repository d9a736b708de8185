"""Requests about files, each served in a process of its own."""

import os

import entries
import transfers
from faults import Fault, fault_of


HOME = "/home/user"


def stat(stream, request, path):
    return entries.entry(path(request.one("path")))


def make_dir(stream, request, path):
    target = path(request.one("path"))
    if os.path.lexists(target):
        kind = "already_exists" if os.path.isdir(target) else "invalid_argument"
        raise Fault(kind, f"path already exists: '{target}'")
    try:
        os.makedirs(target)
    except (FileExistsError, NotADirectoryError) as error:
        raise Fault("invalid_argument", f"a part of the path is a file: '{error.filename}'") from None
    return entries.entry(target)


def move(stream, request, path):
    source, target = path(request.one("source")), path(request.one("destination"))
    os.lstat(source)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    try:
        os.rename(source, target)
    except OSError as error:
        import errno

        if error.errno != errno.EXDEV:
            raise
        import shutil

        shutil.move(source, target)
    return entries.entry(target)


def remove(stream, request, path):
    target = path(request.one("path"))
    try:
        if os.path.isdir(target) and not os.path.islink(target):
            import shutil

            shutil.rmtree(target)
        else:
            os.unlink(target)
    except FileNotFoundError:
        pass
    return {}


def list_dir(stream, request, path):
    entries.send_list(stream, path(request.one("path")), request.number("depth"))
    return {}


def watch(stream, request, path):
    import watching

    watching.watch(stream, path(request.one("path")), request)


OPERATIONS = {
    "stat": stat,
    "make_dir": make_dir,
    "move": move,
    "remove": remove,
    "list": list_dir,
    "read": transfers.read,
    "write": transfers.write,
    "watch": watch,
}


def resolver(home):
    """Paths as E2B takes them: absolute, below `~`, or relative to the home."""

    def path(given):
        if home != HOME and (given == HOME or given.startswith(HOME + "/")):
            # Without isolation the home has another name than clients know.
            given = home + given[len(HOME) :]
        if given == "~" or given.startswith("~/"):
            given = home + given[1:]
        # A leading `//` would survive normpath.
        return os.path.normpath("/" + os.path.join(home, given).lstrip("/"))

    return path


def answer(stream, request, home):
    try:
        operation = OPERATIONS.get(request.one("op"))
        if operation is None:
            raise Fault("invalid_argument", f"no such request: {request.one('op')!r}")
        result = operation(stream, request, resolver(home))
        if result is not None:
            stream.send(b"A", result)
    except (BrokenPipeError, ConnectionResetError):
        pass
    except Exception as error:
        fault = fault_of(error)
        stream.send(b"F", {"code": fault.code, "message": fault.message})
