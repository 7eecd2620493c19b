"""recorder -- a relay on the wire between clients and the desk that keeps
every byte of both directions, as whoever taps the line could."""
import selectors
import socket
import threading

GREETING = 64       # bytes of ZMTP before the first frame
LONG, COMMAND = 2, 4
SEALED = 8 + 8 + 16 + 1  # what CURVE puts around a message (RFC 26)


class Recorder:
    """with Recorder(("127.0.0.1", port)) as tap: connect to tap.port."""

    def __init__(self, server):
        self.server = server
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lines = []  # of a connection: [client's bytes, desk's bytes]
        self.ends = {}   # socket: (the other one, where its bytes are kept)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.wake, self.woken = socket.socketpair()
        self.selector.register(self.woken, selectors.EVENT_READ)
        self.thread = threading.Thread(target=self.relay)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.wake.send(b"x")
        self.thread.join()
        for end in (*self.ends, self.listener, self.wake, self.woken):
            end.close()

    def accept(self):
        client, _ = self.listener.accept()
        desk = socket.create_connection(self.server)
        kept = [bytearray(), bytearray()]
        self.lines.append(kept)
        for end, other, store in ((client, desk, kept[0]),
                                  (desk, client, kept[1])):
            self.ends[end] = other, store
            self.selector.register(end, selectors.EVENT_READ)

    def pass_on(self, end):
        other, store = self.ends[end]
        try:
            some = end.recv(65536)
            store += some
            other.sendall(some)
        except OSError:
            some = b""
        if some:
            return
        for gone in (end, other):
            self.selector.unregister(gone)
            self.ends.pop(gone)
            gone.close()

    def relay(self):
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.woken:
                    return
                if key.fileobj is self.listener:
                    self.accept()
                elif key.fileobj in self.ends:
                    self.pass_on(key.fileobj)


def frames(stored):
    """(flags, body) of each whole frame behind the greeting."""
    at = GREETING
    while at + 2 <= len(stored):
        flags = stored[at]
        width = 8 if flags & LONG else 1
        size = int.from_bytes(stored[at + 1:at + 1 + width], "big")
        at += 1 + width
        if at + size > len(stored):
            return
        yield flags, bytes(stored[at:at + size])
        at += size


def message_sizes(stored):
    """How long what is in each sealed frame must be: all that a listener
    learns of it."""
    return [len(body) - SEALED for _, body in frames(stored)
            if body.startswith(b"\x07MESSAGE")]
