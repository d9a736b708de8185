"""Processes of the box: each with the connection that started it, which may go before it ends."""

import os

import _signal as signal

from faults import fault_of
from frames import json_frame, frame
from loop import READ, WRITE, read_ready
from spawn import set_window, spawn

# Unsent output beyond this makes the process wait, as a full pipe would.
FULL = 256 * 1024
SIGNALS = {"SIGTERM": signal.SIGTERM, "SIGKILL": signal.SIGKILL, "SIGINT": signal.SIGINT}


class Process:
    def __init__(self, loop, connection, request):
        self.loop = loop
        self.connection = connection
        self.input = bytearray()
        self.input_closing = False
        self.ended = False
        spawned = spawn(request)
        self.pid = spawned.pid
        self.stdin = spawned.stdin
        self.terminal = spawned.terminal
        self.outputs = spawned.outputs
        self.waiting = False
        for fd in self.outputs:
            loop.watch(fd, READ, lambda events, fd=fd: self._ready(fd, events))
        if self.stdin is not None and self.terminal is None:
            loop.watch(self.stdin, 0, lambda events: self._feed())
        connection.on_frame = self._command
        connection.on_drain = self._balance
        connection.on_close = self._balance
        connection.send(json_frame(b"A", {"pid": self.pid}))

    def _ready(self, fd, events):
        if fd == self.terminal and events & WRITE:
            self._feed()
        if events & ~WRITE and fd in self.outputs:
            self._pump(fd)

    def _pump(self, fd):
        chunk = read_ready(fd)
        if chunk is None:
            return
        if not chunk:
            self._close_output(fd)
        elif not self.ended:
            self.connection.send(frame(self.outputs[fd], chunk))
        self._balance()

    def _close_output(self, fd):
        self.loop.forget(fd)
        del self.outputs[fd]
        if fd == self.terminal:
            self.terminal = self.stdin = None
        os.close(fd)

    def _balance(self):
        """Stops reading the process while its peer is slow, and goes on afterwards."""
        full = self.connection.open and len(self.connection.unsent) > FULL
        if full != self.waiting:
            self.waiting = full
            for fd in self.outputs:
                self._watch_terminal() if fd == self.terminal else self.loop.change(
                    fd, 0 if full else READ
                )

    def _watch_terminal(self):
        self.loop.change(
            self.terminal, (0 if self.waiting else READ) | (WRITE if self.input else 0)
        )

    def _command(self, kind, payload):
        if self.ended:
            return
        if kind == b"I" and self.stdin is not None and not self.input_closing:
            self.input += payload
            self._feed()
        elif kind == b"C":
            self.input_closing = True
            self._feed()
        elif kind == b"W" and self.terminal is not None:
            set_window(self.terminal, *map(int, payload.split()))
        elif kind == b"K":
            self.signal(SIGNALS[payload.decode("ascii")])

    def _feed(self):
        if self.stdin is None:
            return
        try:
            while self.input:
                del self.input[: os.write(self.stdin, self.input[:65536])]
        except BlockingIOError:
            pass
        except OSError:
            self.input.clear()
            self.input_closing = True
        if self.terminal is not None:
            self._watch_terminal()
        elif not self.input and self.input_closing:
            self._close_stdin()
        else:
            self.loop.change(self.stdin, WRITE if self.input else 0)
        self.connection.set_reading(len(self.input) <= FULL)

    def _close_stdin(self):
        self.loop.forget(self.stdin)
        os.close(self.stdin)
        self.stdin = None

    def signal(self, number):
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            pass

    def exited(self, status):
        """The leader has ended: what it wrote is sent, then how it ended."""
        if self.stdin is not None and self.terminal is None:
            self._close_stdin()
        for fd in list(self.outputs):
            for _ in range(16):
                chunk = read_ready(fd)
                if not chunk:
                    break
                self.connection.send(frame(self.outputs[fd], chunk))
        self.ended = True
        if self.terminal is not None:
            self._close_output(self.terminal)
        # Pipes that children still hold are read on and thrown away, so that these do not block.
        self._balance()
        signalled = os.WIFSIGNALED(status)
        self.connection.send(
            json_frame(
                b"X",
                {"signal": os.WTERMSIG(status)}
                if signalled
                else {"code": os.WEXITSTATUS(status)},
            )
        )
        self.connection.end()


class Processes:
    def __init__(self, loop):
        self.loop = loop
        self.running = {}

    def start(self, connection, request):
        try:
            process = Process(self.loop, connection, request)
        except Exception as error:
            fault = fault_of(error)
            connection.send(json_frame(b"F", {"code": fault.code, "message": fault.message}))
            connection.end()
            return
        self.running[process.pid] = process

    def reap(self):
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            process = self.running.pop(pid, None)
            if process is not None:
                process.exited(status)

    def kill_all(self):
        for process in self.running.values():
            process.signal(signal.SIGKILL)
