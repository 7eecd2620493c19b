#!/usr/bin/python3
"""redis_compare -- the same load on Redis, for scale: a stream, a script
that drops repeats, every write synced (appendfsync always), plain TCP on
loopback, driven by redis-benchmark with the same clients and windows.

Starts a redis-server of its own and throws it away; says so and does
nothing when the packages redis-server and redis-tools are not there.

    redis_compare.py [--build DIR]

Ratios are Loket's rate of the bench run before (BUILD/bench.json) to
Redis's."""
import csv
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

BUILD = sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv \
    else "build"
SHAPES = (("4x1", 4, 1, 20000), ("4x64", 4, 64, 200000),
          ("8x256", 8, 256, 200000))
BYTES = 500

# What acceptance means: once for each id, kept, and the same answer again.
SCRIPT = """
local known = redis.call('GET', KEYS[1])
if known then return known end
local seq = redis.call('XADD', KEYS[2], '*', 'm', ARGV[1])
redis.call('SET', KEYS[1], seq, 'EX', 7776000)
return seq
"""


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return str(sock.getsockname()[1])


def start(folder, port):
    server = subprocess.Popen(
        ["redis-server", "--bind", "127.0.0.1", "--port", port, "--dir",
         folder, "--appendonly", "yes", "--appendfsync", "always", "--save",
         "", "--daemonize", "no"], stdout=subprocess.DEVNULL)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        said = subprocess.run(["redis-cli", "-p", port, "ping"],
                              capture_output=True, text=True, check=False)
        if "PONG" in said.stdout:
            return server
        time.sleep(0.05)
    server.kill()
    raise RuntimeError("redis-server does not answer")


def load_script(port):
    return subprocess.run(["redis-cli", "-p", port, "script", "load", SCRIPT],
                          capture_output=True, text=True,
                          check=True).stdout.strip()


def run(port, sha, clients, window, messages):
    """(messages a second, p50 ms, p99 ms)"""
    ran = subprocess.run(
        ["redis-benchmark", "-p", port, "-c", str(clients), "-P", str(window),
         "-n", str(messages), "-r", "2000000000", "--csv", "evalsha", sha,
         "2", "id:__rand_int__", "journal", "x" * BYTES],
        capture_output=True, text=True, timeout=300, check=True)
    rows = list(csv.reader(line for line in ran.stdout.splitlines()
                           if line.startswith('"')))
    found = dict(zip(rows[0], rows[1]))
    return (float(found["rps"]), float(found["p50_latency_ms"]),
            float(found["p99_latency_ms"]))


def ours():
    try:
        with open(os.path.join(BUILD, "bench.json"), encoding="ascii") as file:
            return json.load(file)
    except OSError:
        return {}


def main():
    for program in ("redis-server", "redis-cli", "redis-benchmark"):
        if shutil.which(program) is None:
            print(f"bench: redis skipped: {program} is not installed")
            return
    folder = tempfile.mkdtemp(prefix="loket-redis-")
    port = free_port()
    server = start(folder, port)
    known = ours()
    try:
        sha = load_script(port)
        for name, clients, window, messages in SHAPES:
            rate, p50, p99 = run(port, sha, clients, window, messages)
            line = f"bench: redis-{name} {rate:.0f} msg/s"
            if f"acked-{name}" in known:
                line += f" ratio={known[f'acked-{name}'] / rate:.2f}" \
                        f" against=acked-{name}"
            print(line)
            print(f"bench: redis-p50-{name} {p50:.2f} ms")
            print(f"bench: redis-p99-{name} {p99:.2f} ms", flush=True)
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
