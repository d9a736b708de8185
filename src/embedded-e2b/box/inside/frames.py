"""The wire: one byte for the kind, four for the length (big endian), then the payload.

Kinds from outside: Q request, I input, C close input, W window size, K signal, D file data, Z end of file data.
Kinds to outside: A answer, F fault, O stdout, E stderr, P terminal, X end, N entries, V watch events.
"""

import json

HEADER = 5
# Requests carry command lines and environments; nothing legal comes near this.
LONGEST = 8 * 1024 * 1024


class Broken(Exception):
    """The peer does not speak this protocol."""


def frame(kind, payload=b""):
    return kind + len(payload).to_bytes(4, "big") + payload


def json_frame(kind, value):
    # ASCII: names that are not UTF-8 travel as lone surrogates and come back as the same bytes.
    return frame(kind, json.dumps(value, separators=(",", ":")).encode("ascii"))


def take(buffer):
    """Removes the first whole frame from a bytearray; None while it is incomplete."""
    if len(buffer) < HEADER:
        return None
    length = int.from_bytes(buffer[1:HEADER], "big")
    if length > LONGEST:
        raise Broken(f"a frame of {length} bytes")
    if len(buffer) < HEADER + length:
        return None
    kind = bytes(buffer[:1])
    payload = bytes(buffer[HEADER : HEADER + length])
    del buffer[: HEADER + length]
    return kind, payload


class Stream:
    """Blocking reads and writes of frames, for the children that serve one request each."""

    def __init__(self, sock, received=b""):
        self.sock = sock
        self.buffer = bytearray(received)

    def next(self):
        """The next frame, or None when the peer has gone."""
        while True:
            found = take(self.buffer)
            if found is not None:
                return found
            chunk = self.sock.recv(262144)
            if not chunk:
                return None
            self.buffer += chunk

    def send(self, kind, value):
        self.sock.sendall(json_frame(kind, value))
