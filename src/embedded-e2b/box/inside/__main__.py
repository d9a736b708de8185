"""The agent: the first process of a box. It starts everything else in it and does all work on its files.

usage: python -I -S AGENT_FOLDER HOME SOCKETS own|shared RELAY|none LIMIT=VALUE...    with the control channel as descriptor 3

`shared`: the box has no process namespace of its own. RELAY: the socket that leads out of the box's network.
"""

import os
import resource
import sys

# The public modules around these two load enumerations and more, which doubles the time of a start.
import _signal as signal
import _socket as socket

from faults import fault_of
from frames import Request, Stream, json_frame
from loop import READ, Connection, Loop
import requests
from processes import Processes
from relay import Relay

CONTROL = 3


class Agent:
    def __init__(self, home, sockets, relay):
        self.home = home
        self.sockets = sockets
        self.loop = Loop()
        self.processes = Processes(self.loop)
        self.control = bytearray()
        self.relay = None if relay == "none" else Relay(self.loop, relay)

    def serve(self):
        listener = self._listen()
        self.loop.watch(listener.fileno(), READ, lambda events: self._accept(listener))
        self._watch_children()
        os.set_blocking(CONTROL, False)
        os.set_inheritable(CONTROL, False)
        self.loop.watch(CONTROL, READ, lambda events: self._controlled())
        os.write(CONTROL, b"ready\n")
        self.loop.run()

    def _listen(self):
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        # Bound by its short name: a full path may be longer than a socket address can be.
        os.chdir(self.sockets)
        listener.bind("agent.sock")
        os.chdir("/")
        listener.listen(128)
        listener.setblocking(False)
        return listener

    def _watch_children(self):
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, stack: None)

        def ended(events):
            os.read(reader, 4096)
            self.processes.reap()

        self.loop.watch(reader, READ, ended)

    def _accept(self, listener):
        try:
            fd, _ = listener._accept()
        except OSError:
            return
        connection = Connection(self.loop, socket.socket(fileno=fd))
        connection.on_frame = lambda kind, payload: self._request(connection, kind, payload)

    def _request(self, connection, kind, payload):
        try:
            request = Request(payload)
            if kind != b"Q":
                raise ValueError("not a request")
            if request.one("op") == "listen":
                self.relay.listen(request.all("at"))
                connection.send(json_frame(b"A", {}))
                connection.end()
                return
            if request.one("op") == "start":
                self.processes.start(connection, request)
                return
        except (ValueError, KeyError, OSError) as error:
            fault = fault_of(error)
            connection.send(json_frame(b"F", {"code": fault.code, "message": fault.message}))
            connection.end()
            return
        # Both processes share one epoll, so the socket leaves it before the fork.
        sock = connection.release()
        try:
            if os.fork() == 0:
                self._child(sock, connection.received, request)
        except OSError as error:
            # No process is left for the request. A peer that is not ready to hear it sees the connection end.
            fault = fault_of(error)
            refusal = json_frame(b"F", {"code": fault.code, "message": fault.message})
            try:
                sock.send(refusal)
            except OSError:
                pass
        sock.close()

    def _child(self, sock, received, request):
        """Serves one request on files in a process of its own, where it may block."""
        try:
            os.dup2(sock.fileno(), CONTROL)
            os.closerange(CONTROL + 1, 65536)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            stream = Stream(socket.socket(fileno=CONTROL), received)
            stream.sock.setblocking(True)
            requests.answer(stream, request, self.home)
        except BaseException as error:
            os.write(2, f"agent: {type(error).__name__}: {error}\n".encode("utf-8", "replace"))
        finally:
            os._exit(0)

    def _controlled(self):
        chunk = os.read(CONTROL, 4096)
        if not chunk:
            # The server has gone.
            self.processes.kill_all()
            os._exit(0)
        self.control += chunk
        while b"\n" in self.control:
            line, _, self.control = self.control.partition(b"\n")
            word, *pids = line.split()
            self._bound_writes(word == b"refuse", [int(pid) for pid in pids])

    def _bound_writes(self, full, pids):
        """Lets every write to a file fail, or not any more, in all processes of the box."""
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        bound = (0 if full else hard, hard)
        for pid in pids:
            try:
                resource.prlimit(pid, resource.RLIMIT_FSIZE, bound)
            except OSError:
                pass
        # What starts from now on inherits it.
        resource.setrlimit(resource.RLIMIT_FSIZE, bound)


def adopt_orphans():
    """Without a process namespace, what has lost its parent would be nobody's that the box knows of."""
    import ctypes

    set_child_subreaper = 36
    ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def main():
    home, sockets, processes, relay, *limits = sys.argv[1:]
    if processes == "shared":
        adopt_orphans()
    os.umask(0o022)
    for limit in limits:
        name, _, most = limit.partition("=")
        resource.setrlimit(getattr(resource, name), (int(most), int(most)))
    Agent(home, sockets, relay).serve()


main()
