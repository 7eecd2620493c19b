#!/usr/bin/python3
"""bench_linking -- what one more signal costs when ten thousand, or ten
million, are there (bench_linking.c): cold, with lists as they are, and hot,
with every list full.

    bench_linking.py [--build DIR] [--sizes N,..] [--folder DIR]

`cpu` is what it is on the processor: on a shared machine p99 is more about who
else has it.  The ratio is that of the same reads and writes by SQLite alone to ours; of the
growth, of three times to what it is.  The store is made in a folder of
/var/tmp, or of DIR, and thrown away."""
import argparse
import os
import shutil
import sys
import tempfile

from figures import output_of, say, values

GROWTH = 3
PROVEN = 10000  # signals of which the store is compared with the engine's
BYTES = 1250  # of disk for each signal
MEMORY = 1100


def name_of(size):
    return f"{size // 1000}k" if size < 1000000 else f"{size // 1000000}m"


def measure_size(bench, size, folder):
    """{"cold": values, "hot": .., "raw-cold": .., "raw-hot": ..}"""
    store = tempfile.mkdtemp(prefix="loket-linking-", dir=folder)
    try:
        lines = output_of(bench, store, str(size),
                          timeout_s=600 + size // 1000).splitlines()
        return {line.split()[0]: values(line) for line in lines}
    finally:
        shutil.rmtree(store, ignore_errors=True)


def prove_filling(bench, folder):
    store = tempfile.mkdtemp(prefix="loket-linking-", dir=folder)
    try:
        output_of(bench, store, str(PROVEN), "same")
    finally:
        shutil.rmtree(store, ignore_errors=True)


def say_size(size, found):
    for heat in ("cold", "hot"):
        ours, raw = found[heat], found["raw-" + heat]
        for part in ("p50", "p99"):
            took = ours[part + "_ns"]
            say(f"link-{heat}-{part}-{name_of(size)}", took / 1e3, "us",
                raw[part + "_ns"] / took, "sqlite-alone")
        say(f"link-{heat}-cpu-p99-{name_of(size)}", ours["cpu_p99_ns"] / 1e3,
            "us", raw["cpu_p99_ns"] / ours["cpu_p99_ns"], "sqlite-alone")
    say(f"link-memory-{name_of(size)}", found["hot"]["rss_kib"] / 1024, "MiB")


def say_growth(first, last):
    for heat in ("cold", "hot"):
        growth = last[heat]["p50_ns"] / first[heat]["p50_ns"]
        say(f"link-growth-{heat}", growth, "times", GROWTH / growth,
            f"{GROWTH}x")


def measure_linking(build, sizes, folder=None):
    bench = os.path.join(build, "tests", "bench", "bench_linking")
    folder = folder or "/var/tmp"
    prove_filling(bench, folder)
    found = []
    for size in sizes:
        found.append(measure_size(bench, size, folder))
        say_size(size, found[-1])
    say_growth(found[0], found[-1])


def main():
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--build", default="build")
    words.add_argument("--sizes", default="10000,100000,1000000,10000000")
    words.add_argument("--folder", default="/var/tmp")
    asked = words.parse_args()
    sizes = [int(size) for size in asked.sizes.split(",")]
    need, free = max(sizes) * BYTES, shutil.disk_usage(asked.folder).free
    print(f"# {need / 1e9:.1f} GB of disk in {asked.folder} while it runs"
          f" ({free / 1e9:.0f} GB free), {max(sizes) * MEMORY / 1e9:.1f} GB of"
          " memory", flush=True)
    if free < need:
        sys.exit("bench_linking: not enough disk; see --folder")
    measure_linking(asked.build, sizes, asked.folder)


if __name__ == "__main__":
    main()
