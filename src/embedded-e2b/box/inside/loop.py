"""The event loop: file descriptors and what to do when they are ready."""

import os
import select

from frames import Broken, take

READ = select.EPOLLIN
WRITE = select.EPOLLOUT


class Loop:
    def __init__(self):
        self.epoll = select.epoll()
        self.handlers = {}

    def watch(self, fd, events, handler):
        self.handlers[fd] = handler
        self.epoll.register(fd, events)

    def change(self, fd, events):
        self.epoll.modify(fd, events)

    def forget(self, fd):
        if self.handlers.pop(fd, None) is not None:
            self.epoll.unregister(fd)

    def run(self):
        while True:
            for fd, events in self.epoll.poll():
                handler = self.handlers.get(fd)
                if handler is not None:
                    handler(events)


class Connection:
    """A peer of the loop. Frames go to `on_frame`; `on_close` is called once, when the peer has gone."""

    def __init__(self, loop, sock):
        self.loop = loop
        self.sock = sock
        self.fd = sock.fileno()
        self.received = bytearray()
        self.unsent = bytearray()
        self.on_frame = None
        self.on_close = None
        self.on_drain = None
        self.open = True
        self.reading = True
        self.ending = False
        self.interest = READ
        sock.setblocking(False)
        loop.watch(self.fd, READ, self._ready)

    def _ready(self, events):
        if events & WRITE and self.open:
            self._flush()
        if events & (READ | select.EPOLLHUP | select.EPOLLERR) and self.open:
            self._receive()

    def _receive(self):
        try:
            chunk = self.sock.recv(262144)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        if not chunk:
            self.close()
            return
        self.received += chunk
        self.deliver()

    def deliver(self):
        """Hands over the frames that have come, as long as they are wanted."""
        try:
            while self.open and self.reading:
                found = take(self.received)
                if found is None:
                    return
                self.on_frame(*found)
        except Broken:
            self.close()

    def set_reading(self, wanted):
        if self.open and self.reading != wanted:
            self.reading = wanted
            self._update()
            if wanted:
                self.deliver()

    def send(self, data):
        if self.open:
            self.unsent += data
            self._flush()

    def end(self):
        """Closes once everything is sent."""
        self.ending = True
        if self.open and not self.unsent:
            self.close()

    def _flush(self):
        try:
            while self.unsent:
                with memoryview(self.unsent) as view:
                    sent = self.sock.send(view[:262144])
                del self.unsent[:sent]
        except BlockingIOError:
            pass
        except OSError:
            self.close()
            return
        if self.ending and not self.unsent:
            self.close()
            return
        self._update()
        if self.on_drain is not None:
            self.on_drain()

    def _update(self):
        wanted = (READ if self.reading else 0) | (WRITE if self.unsent else 0)
        if wanted != self.interest:
            self.interest = wanted
            self.loop.change(self.fd, wanted)

    def release(self):
        """Gives the socket up without closing it."""
        self.open = False
        self.loop.forget(self.fd)
        return self.sock

    def close(self):
        if self.open:
            self.release().close()
            self.unsent.clear()
            if self.on_close is not None:
                self.on_close()


def read_ready(fd, most=65536):
    """What a non-blocking descriptor holds now: bytes, b"" at its end, None when nothing is there."""
    try:
        return os.read(fd, most)
    except BlockingIOError:
        return None
    except OSError:
        # A terminal whose other side has closed says EIO.
        return b""
