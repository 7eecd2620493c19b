"""rawcurve -- a CurveZMQ peer by hand (ZMTP 3.0, RFC 23 and 26), to send
what libzmq never would: any routing id, endless multipart, cut frames."""
import ctypes
import os
import socket
import struct

SODIUM = ctypes.CDLL("libsodium.so.23")
SODIUM.sodium_init()

MORE, LONG, COMMAND = 1, 2, 4
GREETING = b"\xff" + bytes(8) + b"\x7f"


def z85(text):
    """40 characters of Z85 to 32 bytes."""
    alphabet = (b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW"
                b"XYZ.-:+=^!/*?&<>()[]{}@%$#")
    out = b""
    for i in range(0, len(text), 5):
        value = 0
        for char in text[i:i + 5]:
            value = value * 85 + alphabet.index(char)
        out += value.to_bytes(4, "big")
    return out


def keypair():
    public, secret = ctypes.create_string_buffer(32), \
        ctypes.create_string_buffer(32)
    SODIUM.crypto_box_keypair(public, secret)
    return public.raw, secret.raw


def box(plain, nonce, their_public, our_secret):
    out = ctypes.create_string_buffer(len(plain) + 16)
    SODIUM.crypto_box_easy(out, plain, ctypes.c_ulonglong(len(plain)), nonce,
                           their_public, our_secret)
    return out.raw


def unbox(sealed, nonce, their_public, our_secret):
    out = ctypes.create_string_buffer(max(1, len(sealed) - 16))
    if SODIUM.crypto_box_open_easy(
            out, sealed, ctypes.c_ulonglong(len(sealed)), nonce, their_public,
            our_secret) != 0:
        raise ConnectionError("box does not open")
    return out.raw[:len(sealed) - 16]


def frame(body, flags=0):
    if len(body) > 255:
        return bytes([flags | LONG]) + struct.pack(">Q", len(body)) + body
    return bytes([flags, len(body)]) + body


def greeting(mechanism=b"CURVE", version=b"\x03\x00"):
    return (GREETING + version + mechanism.ljust(20, b"\0") + b"\0" +
            bytes(31))


def connect(endpoint, timeout_s=5.0):
    """A plain TCP connection to tcp://HOST:PORT."""
    host, port = endpoint[len("tcp://"):].rsplit(":", 1)
    sock = socket.create_connection((host, int(port)), timeout_s)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def read_exactly(sock, n):
    data = b""
    while len(data) < n:
        part = sock.recv(n - len(data))
        if not part:
            raise ConnectionError("closed")
        data += part
    return data


def read_frame(sock):
    flags = read_exactly(sock, 1)[0]
    size = struct.unpack(">Q", read_exactly(sock, 8))[0] if flags & LONG \
        else read_exactly(sock, 1)[0]
    return flags, read_exactly(sock, size)


class RawCurve:
    """Connected and through the handshake when made; keys are Z85."""

    def __init__(self, endpoint, server_key, public_key, secret_key,
                 identity=b"", stop_after=None):
        self.sock = connect(endpoint)
        self.server = z85(server_key)
        self.public, self.secret = z85(public_key), z85(secret_key)
        self.short_public, self.short_secret = keypair()
        self.count = 0
        self.sock.sendall(greeting())
        read_exactly(self.sock, 64)
        if stop_after == "greeting":
            return
        self.hello()
        if stop_after == "hello":
            return
        self.initiate(identity)

    def nonce(self):
        self.count += 1
        return struct.pack(">Q", self.count)

    def hello(self):
        nonce = self.nonce()
        sealed = box(bytes(64), b"CurveZMQHELLO---" + nonce, self.server,
                     self.short_secret)
        self.sock.sendall(frame(b"\x05HELLO\x01\x00" + bytes(72) +
                                self.short_public + nonce + sealed, COMMAND))
        _, welcome = read_frame(self.sock)
        if welcome[:8] != b"\x07WELCOME":
            raise ConnectionError("no WELCOME")
        plain = unbox(welcome[24:], b"WELCOME-" + welcome[8:24], self.server,
                      self.short_secret)
        self.server_short, self.cookie = plain[:32], plain[32:]

    def initiate(self, identity):
        vouch_nonce = os.urandom(16)
        vouch = box(self.short_public + self.server,
                    b"VOUCH---" + vouch_nonce, self.server_short, self.secret)
        metadata = b""
        for name, value in ((b"Socket-Type", b"DEALER"),
                            (b"Identity", identity)):
            metadata += bytes([len(name)]) + name + \
                struct.pack(">I", len(value)) + value
        nonce = self.nonce()
        sealed = box(self.public + vouch_nonce + vouch + metadata,
                     b"CurveZMQINITIATE" + nonce, self.server_short,
                     self.short_secret)
        self.sock.sendall(frame(b"\x08INITIATE" + self.cookie + nonce + sealed,
                                COMMAND))
        _, ready = read_frame(self.sock)
        if ready[:6] != b"\x05READY":
            raise ConnectionError("no READY: " + repr(ready[:16]))
        self.shared = ctypes.create_string_buffer(32)
        SODIUM.crypto_box_beforenm(self.shared, self.server_short,
                                   self.short_secret)

    def message(self, body, more=False):
        """One encrypted frame, as bytes to send."""
        nonce = self.nonce()
        plain = (b"\x01" if more else b"\x00") + body
        sealed = ctypes.create_string_buffer(len(plain) + 16)
        SODIUM.crypto_box_easy_afternm(
            sealed, plain, ctypes.c_ulonglong(len(plain)),
            b"CurveZMQMESSAGEC" + nonce, self.shared)
        return frame(b"\x07MESSAGE" + nonce + sealed.raw)

    def send(self, body, more=False):
        self.sock.sendall(self.message(body, more))

    def receive(self, timeout_s=2.0):
        """The next message's body; None when nothing comes."""
        self.sock.settimeout(timeout_s)
        try:
            while True:
                flags, data = read_frame(self.sock)
                if flags & COMMAND or data[:8] != b"\x07MESSAGE":
                    continue
                plain = unbox(data[16:], b"CurveZMQMESSAGES" + data[8:16],
                              self.server_short, self.short_secret)
                return plain[1:]
        except (TimeoutError, ConnectionError, OSError):
            return None

    def close(self):
        self.sock.close()
