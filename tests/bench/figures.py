"""figures -- the lines of `make bench`, and what they are about by name."""
import re
import subprocess

said = {}  # name: value, for BUILD/bench.json


def say(name, value, unit, ratio=None, against=None):
    said[name] = value
    line = f"bench: {name} {value:,.{0 if value >= 100 else 2}f} {unit}"
    if ratio is not None:
        line += f" ratio={ratio:.2f} against={against}"
    print(line.replace(",", ""), flush=True)


def values(text):
    return {name: int(value) for name, value in
            re.findall(r"(\w+)=(\d+)", text)}


def output_of(*command, timeout_s=120):
    ran = subprocess.run(command, capture_output=True, text=True,
                         timeout=timeout_s, check=False)
    if ran.returncode != 0:
        raise RuntimeError(" ".join(command) + ran.stdout + ran.stderr)
    return ran.stdout


def run_alone(*command, timeout_s=120):
    """What a program measures by itself."""
    return values(output_of(*command, timeout_s=timeout_s))
