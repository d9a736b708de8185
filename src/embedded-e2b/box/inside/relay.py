"""Carries connections out of the box: from its own loopback to the socket of the server outside, which decides."""

import select

import _socket as socket

from loop import READ, WRITE

PROXY = ("127.0.0.2", 3128)
# Connections at once. Each has two descriptors, of which a process has a thousand.
MOST = 128
# What may wait for one end before the other is not read any more.
ROOM = 262144
LONGEST_ANSWER = 16384
END_OF_HEAD = b"\r\n\r\n"


class End:
    """One side of a connection that is carried."""

    def __init__(self, sock):
        self.sock = sock
        self.fd = sock.fileno()
        self.unsent = bytearray()
        # The peer sends no more.
        self.finished = False
        # Nothing more is sent to the peer.
        self.shut = False
        self.interest = 0


class Pipe:
    """A connection from the box, and the one to the relay that carries it."""

    def __init__(self, loop, inner, outer, target, on_close):
        self.loop = loop
        self.inner = End(inner)
        self.outer = End(outer)
        self.on_close = on_close
        # Until the relay has agreed, nothing of the box's is read.
        self.answer = None
        if target is not None:
            self.answer = bytearray()
            self.outer.unsent += f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode()
        self.open = True
        self._update()

    def _update(self):
        for end, other in ((self.inner, self.outer), (self.outer, self.inner)):
            wants_data = not end.finished and len(other.unsent) < ROOM
            if end is self.inner and self.answer is not None:
                wants_data = False
            wanted = (READ if wants_data else 0) | (WRITE if end.unsent else 0)
            if wanted == end.interest:
                continue
            # Watched for nothing, a connection that is closed would be told without end.
            if end.interest == 0:
                self._watch(end, other, wanted)
            elif wanted == 0:
                self.loop.forget(end.fd)
            else:
                self.loop.change(end.fd, wanted)
            end.interest = wanted

    def _watch(self, end, other, wanted):
        self.loop.watch(end.fd, wanted, lambda events: self._ready(end, other, events))

    def _ready(self, end, other, events):
        try:
            if end.unsent and events & (WRITE | select.EPOLLHUP | select.EPOLLERR):
                self._flush(end)
            if end.interest & READ and events & (READ | select.EPOLLHUP | select.EPOLLERR):
                self._receive(end, other)
            if self.open:
                self._settle(end, other)
        except OSError:
            self.close()
        if self.open:
            self._update()

    def _receive(self, end, other):
        try:
            chunk = end.sock.recv(65536)
        except BlockingIOError:
            return
        if not chunk:
            end.finished = True
        if end is self.outer and self.answer is not None:
            chunk = self._answered(chunk)
        if chunk and self.open:
            other.unsent += chunk
            self._flush(other)

    def _answered(self, chunk):
        """What of the relay's first words is already the other side's."""
        self.answer += chunk
        head, mark, rest = self.answer.partition(END_OF_HEAD)
        if mark and head.startswith(b"HTTP/1.1 200 "):
            self.answer = None
            return bytes(rest)
        if mark or not chunk or len(self.answer) > LONGEST_ANSWER:
            self.close()
        return b""

    def _flush(self, end):
        try:
            while end.unsent:
                with memoryview(end.unsent) as view:
                    sent = end.sock.send(view[:65536])
                del end.unsent[:sent]
        except BlockingIOError:
            pass

    def _settle(self, end, other):
        """Passes the end of one side on, once all is sent, and closes when both have come to theirs."""
        for source, sink in ((end, other), (other, end)):
            if source.finished and not sink.unsent and not sink.shut:
                sink.shut = True
                sink.sock.shutdown(socket.SHUT_WR)
        if end.shut and other.shut:
            self.close()

    def close(self):
        if not self.open:
            return
        self.open = False
        for end in (self.inner, self.outer):
            self.loop.forget(end.fd)
            end.sock.close()
        self.on_close(self)


class Relay:
    """Listens on the box's loopback. `path` is the socket of the server's relay."""

    def __init__(self, loop, path):
        self.loop = loop
        self.path = path
        self.pipes = set()
        self.points = {}
        self._open(PROXY, None)

    def listen(self, points):
        """Each point is `ALIAS PORT TARGET`. Raises OSError for one at which nobody can listen."""
        wanted = set(points)
        for point in [point for point in self.points if point not in wanted]:
            listener = self.points.pop(point)
            self.loop.forget(listener.fileno())
            listener.close()
        for point in sorted(wanted - self.points.keys()):
            alias, port, target = point.split(" ")
            self.points[point] = self._open((alias, int(port)), target)

    def _open(self, address, target):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(64)
            listener.setblocking(False)
        except OSError:
            listener.close()
            raise
        self.loop.watch(listener.fileno(), READ, lambda events: self._accept(listener, target))
        return listener

    def _accept(self, listener, target):
        try:
            fd, _ = listener._accept()
        except OSError:
            return
        inner = socket.socket(fileno=fd)
        if len(self.pipes) >= MOST:
            inner.close()
            return
        outer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            for sock in (inner, outer):
                sock.setblocking(False)
            inner.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            outer.connect(self.path)
        except OSError:
            inner.close()
            outer.close()
            return
        self.pipes.add(Pipe(self.loop, inner, outer, target, self.pipes.discard))
