"""The wire: one byte for the kind, four for the length (big endian), then the payload.

Kinds from outside: Q request, I input, C close input, W window size, K signal, D file data, Z end of file data.
Kinds to outside: A answer, F fault, O stdout, E stderr, P terminal, X end, N entries, V watch events.

Requests are `name=value` parts with NUL between them, which is in no path, argument or variable. Answers are JSON.
Neither needs a module of Python's library: `json` alone would double the time that a box takes to start.
"""

import os

HEADER = 5
# Requests carry command lines and environments; nothing legal comes near this.
LONGEST = 8 * 1024 * 1024


class Broken(Exception):
    """The peer does not speak this protocol."""


class Request:
    """What is asked for. A name can be there several times."""

    def __init__(self, payload):
        self.parts = {}
        for part in payload.split(b"\0"):
            name, _, value = part.partition(b"=")
            self.parts.setdefault(os.fsdecode(name), []).append(os.fsdecode(value))

    def all(self, name):
        return self.parts.get(name, [])

    def one(self, name):
        """Raises KeyError."""
        return self.parts[name][0]

    def has(self, name):
        return name in self.parts

    def number(self, name):
        return int(self.one(name)) if name in self.parts else None

    def pairs(self, name):
        return dict(part.split("=", 1) for part in self.all(name))


# Bytes that are not UTF-8 are lone surrogates here, and come back as such.
ESCAPES = {code: f"\\u{code:04x}" for code in (*range(0x20), 0x22, 0x5C, 0x7F, *range(0xDC80, 0xDD00))}


def json_text(value):
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return f'"{value.translate(ESCAPES)}"'
    if isinstance(value, dict):
        inner = ",".join(f"{json_text(key)}:{json_text(item)}" for key, item in value.items())
        return f"{{{inner}}}"
    if isinstance(value, (list, tuple)):
        return f"[{','.join(map(json_text, value))}]"
    return str(int(value))


def frame(kind, payload=b""):
    return kind + len(payload).to_bytes(4, "big") + payload


def json_frame(kind, value):
    return frame(kind, json_text(value).encode("utf-8"))


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
