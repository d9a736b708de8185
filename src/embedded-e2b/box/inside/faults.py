"""Errors as the outside knows them: a code of E2B's RPC protocol and a sentence."""

import errno

CODES = {
    errno.ENOENT: "not_found",
    errno.ENOTDIR: "not_found",
    errno.EEXIST: "already_exists",
    errno.EACCES: "permission_denied",
    errno.EPERM: "permission_denied",
    errno.EROFS: "permission_denied",
    errno.EISDIR: "invalid_argument",
    errno.ENOTEMPTY: "invalid_argument",
    errno.EINVAL: "invalid_argument",
    errno.ELOOP: "invalid_argument",
    errno.ENAMETOOLONG: "invalid_argument",
    errno.ENXIO: "invalid_argument",
    errno.EBUSY: "invalid_argument",
    errno.ENOSPC: "resource_exhausted",
    errno.EDQUOT: "resource_exhausted",
    errno.EFBIG: "resource_exhausted",
    errno.EMFILE: "resource_exhausted",
    errno.ENFILE: "resource_exhausted",
    errno.EAGAIN: "resource_exhausted",
    errno.ENOMEM: "resource_exhausted",
}


class Fault(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.message = message


def fault_of(error):
    """The fault that an exception amounts to."""
    if isinstance(error, Fault):
        return error
    if isinstance(error, OSError):
        where = f" '{error.filename}'" if isinstance(error.filename, str) else ""
        code = CODES.get(error.errno, "internal")
        return Fault(code, f"{error.strerror or error}{where}")
    if isinstance(error, (ValueError, UnicodeError, KeyError, TypeError)):
        return Fault("invalid_argument", f"bad request: {error}")
    if isinstance(error, (MemoryError, RecursionError)):
        return Fault("resource_exhausted", "the request needs too much memory")
    return Fault("internal", f"{type(error).__name__}: {error}")
