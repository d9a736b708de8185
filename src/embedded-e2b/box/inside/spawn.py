"""Starts a process in a session of its own, with pipes or a terminal."""

import fcntl
import os
import termios

# Without the enumerations of the public module, which cost as much as the rest of the start.
import _signal as signal

from faults import Fault, fault_of


def set_window(fd, cols, rows):
    rows, cols = (min(max(number, 1), 65535) for number in (rows, cols))
    window = rows.to_bytes(2, "little") + cols.to_bytes(2, "little") + bytes(4)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, window)


def _prepare(request, fds, terminal):
    """In the child, before exec: session, descriptors, signals, folder."""
    os.setsid()
    if terminal:
        fcntl.ioctl(fds[0], termios.TIOCSCTTY, 0)
    for target, fd in enumerate(fds):
        os.dup2(fd, target)
    signal.set_wakeup_fd(-1)
    # SIGXFSZ stays ignored, so that a full disk is an error of the write and not a death.
    for number in (signal.SIGPIPE, signal.SIGCHLD, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    try:
        # When memory runs out the kernel takes what the user started, never the agent.
        with open("/proc/self/oom_score_adj", "w") as score:
            score.write("500")
    except OSError:
        pass
    os.chdir(request.one("cwd"))


def _child(request, fds, terminal, report):
    try:
        try:
            _prepare(request, fds, terminal)
        except OSError as error:
            if error.filename == request.one("cwd"):
                said = f"invalid_argument cwd '{error.filename}' does not exist"
                os.write(report, said.encode("utf-8", "surrogateescape"))
                return
            raise
        command = request.one("command")
        os.execvpe(command, [command, *request.all("arg")], request.pairs("env"))
    except BaseException as error:
        fault = fault_of(error)
        os.write(report, f"{fault.code} {fault.message}".encode("utf-8", "surrogateescape"))
    finally:
        os._exit(127)


class Spawned:
    """`outputs` maps a descriptor to the kind of frame its bytes travel in."""

    def __init__(self, pid, outputs, stdin, terminal):
        self.pid = pid
        self.outputs = outputs
        self.stdin = stdin
        self.terminal = terminal


def spawn(request):
    terminal = request.has("cols")
    ours, theirs, outputs, stdin = [], [], {}, None
    try:
        if terminal:
            master, slave = os.openpty()
            ours, theirs = [master], [slave]
            set_window(master, request.number("cols"), request.number("rows"))
            outputs, stdin, fds = {master: b"P"}, master, [slave, slave, slave]
        else:
            fds = []
            if request.has("stdin"):
                inner, stdin = os.pipe()
                ours.append(stdin)
            else:
                inner = os.open(os.devnull, os.O_RDONLY)
            theirs.append(inner)
            fds.append(inner)
            for kind in (b"O", b"E"):
                outer, inner = os.pipe()
                ours.append(outer)
                theirs.append(inner)
                fds.append(inner)
                outputs[outer] = kind
        report, report_in = os.pipe()
        pid = os.fork()
        if pid == 0:
            _child(request, fds, terminal, report_in)
        os.close(report_in)
        theirs_said = os.read(report, 4096)
        os.close(report)
        if theirs_said:
            code, _, message = theirs_said.decode("utf-8", "surrogateescape").partition(" ")
            raise Fault(code, message)
        for fd in ours:
            os.set_blocking(fd, False)
        return Spawned(pid, outputs, stdin, stdin if terminal else None)
    except BaseException:
        for fd in ours:
            os.close(fd)
        raise
    finally:
        for fd in theirs:
            os.close(fd)
