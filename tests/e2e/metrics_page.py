"""metrics_page -- a collector of the page of metrics: one request, and the
page taken apart as promtool would."""
import re
import socket
import time

GET = b"GET /metrics HTTP/1.1\r\nHost: loket\r\n\r\n"


def connect(where):
    kind = socket.AF_UNIX if isinstance(where, str) else socket.AF_INET
    sock = socket.socket(kind)
    sock.settimeout(20)
    sock.connect(where if isinstance(where, str) else ("127.0.0.1", where))
    return sock


def read_all(sock):
    data = b""
    while True:
        try:
            part = sock.recv(65536)
        except ConnectionError:
            return data
        if not part:
            return data
        data += part


def exchange(where, sent=GET):
    """(status, headers, body) of one request; (0, {}, b"") when closed."""
    with connect(where) as sock:
        try:
            sock.sendall(sent)
        except ConnectionError:
            pass
        return answer(read_all(sock))


def answer(data):
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    if not lines[0].startswith("HTTP/1.1 "):
        return 0, {}, b""
    headers = dict(line.split(": ", 1) for line in lines[1:])
    if len(body) != int(headers["Content-Length"]):
        raise ValueError("cut")
    return int(lines[0].split()[1]), headers, body


SAMPLE = re.compile(r'([a-z_]+)(?:\{([^}]*)\})? (-?[0-9]+(?:\.[0-9]+)?)')
LABEL = re.compile(r'([a-z_]+)="((?:[^"\\\n]|\\["\\n])*)"')


def parse(text):
    """({family: type}, {(name, labels): value}); ValueError when it is not
    format 0.0.4 as promtool would have it."""
    types, helped, values = {}, set(), {}
    at, base = None, None
    if not text.endswith("\n"):
        raise ValueError("the last line does not end")
    for line in text[:-1].split("\n"):
        word = line.split(" ", 3)
        if word[0:2] == ["#", "HELP"]:
            if word[2] in helped or len(word) < 4 or not word[3]:
                raise ValueError("help: " + line)
            helped.add(word[2])
            at = word[2]
            continue
        if word[0:2] == ["#", "TYPE"]:
            if word[2] != at or at in types or \
                    word[3] not in ("counter", "gauge", "histogram"):
                raise ValueError("type: " + line)
            types[at] = word[3]
            if word[3] == "counter" and not at.endswith("_total"):
                raise ValueError("a counter's name: " + line)
            continue
        match = SAMPLE.fullmatch(line)
        if match is None:
            raise ValueError("line: " + line)
        name, labels, value = match.groups()
        base = name
        if types.get(at) == "histogram":
            base = re.sub("_(bucket|sum|count)$", "", name)
        if base != at or at not in types:
            raise ValueError("outside its family: " + line)
        pairs = tuple(LABEL.findall(labels or ""))
        if ",".join(f'{k}="{v}"' for k, v in pairs) != (labels or ""):
            raise ValueError("labels: " + line)
        if (name, pairs) in values:
            raise ValueError("twice: " + line)
        values[name, pairs] = float(value)
    check_histograms(types, values)
    return types, values


def check_histograms(types, values):
    for name in (n for n, t in types.items() if t == "histogram"):
        series = {}
        for (sample, labels), value in values.items():
            if sample == name + "_bucket":
                rest = tuple(p for p in labels if p[0] != "le")
                series.setdefault(rest, []).append((labels[-1][1], value))
        for rest, buckets in series.items():
            counts = [v for _, v in buckets]
            bounds = [float(b.replace("+Inf", "inf")) for b, _ in buckets]
            if counts != sorted(counts) or bounds != sorted(set(bounds)) or \
                    bounds[-1] != float("inf") or \
                    values[name + "_count", rest] != counts[-1] or \
                    (name + "_sum", rest) not in values:
                raise ValueError("histogram: " + name)


def scrape(where):
    status, _, body = exchange(where)
    if status != 200:
        raise ValueError(f"status {status}")
    return parse(body.decode())[1]


def value(page, metric, **labels):
    return page[metric, tuple(labels.items())]


def scrape_until(where, done, timeout_s=10.0):
    until = time.monotonic() + timeout_s
    while True:
        page = scrape(where)
        if done(page) or time.monotonic() > until:
            return page
