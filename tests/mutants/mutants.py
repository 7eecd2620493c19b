#!/usr/bin/python3
"""mutants -- break one rule at a time; the tests that pin it must fail.

    mutants.py            break each, as TAP, and say how many were killed
    mutants.py NAME..     only these
    mutants.py --check    does every mutant still apply? (nothing is built)
    mutants.py --table    the table of tests/README.md

The list is mutants.txt beside this file; its head says how one is written.
Two copies of the tree stand in build/mutants; each is built once, and then
only what a mutant changes.
"""
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
LIST = os.path.join(HERE, "mutants.txt")
README = os.path.join(ROOT, "tests", "README.md")
COPIES = os.path.join(ROOT, "build", "mutants")
WORKERS = 2
TEST_S = 240  # a mutant that makes a test hang is found, too


class Bad(Exception):
    """The list itself is wrong, or does not fit the tree."""


class Mutant:
    def __init__(self, name):
        self.name, self.rule, self.file, self.tests = name, "", "", []
        self.before, self.after = [], []

    def take(self, line):
        """One line of the list."""
        mark, rest = line[0], line[1:]
        if mark in "-|":
            self.before.append(rest)
        if mark in "+|":
            self.after.append(rest)
        if mark in "-+|":
            return
        word, _, rest = line.partition(" ")
        if word == "rule":
            self.rule = rest.strip()
        elif word == "file":
            self.file = rest.strip()
        elif word == "killed":
            self.tests += rest.split()
        else:
            raise Bad(f"{self.name}: what is '{word}'?")

    def broken(self, text):
        """The file's text with the rule broken."""
        before = "\n".join(self.before) + "\n"
        found = ("\n" + text).count("\n" + before) if self.before else 0
        if found != 1:
            raise Bad(f"{self.name}: its lines are {found} times in "
                      f"{self.file}")
        if self.before == self.after:
            raise Bad(f"{self.name}: it changes nothing")
        at = ("\n" + text).index("\n" + before)
        return text[:at] + "".join(f"{line}\n" for line in self.after) + \
            text[at + len(before):]

    def check(self):
        if not (self.rule and self.file and self.tests):
            raise Bad(f"{self.name}: it needs rule, file and killed")
        for test in self.tests:
            if not os.path.exists(os.path.join(ROOT, source_of(test))):
                raise Bad(f"{self.name}: there is no {source_of(test)}")
        with open(os.path.join(ROOT, self.file), encoding="utf-8") as file:
            self.broken(file.read())


def read_list():
    mutants = []
    with open(LIST, encoding="utf-8") as file:
        for line in file.read().splitlines():
            if not line or line.startswith("#"):
                continue
            if line.startswith("["):
                mutants.append(Mutant(line.strip("[]")))
            else:
                mutants[-1].take(line)
    names = [mutant.name for mutant in mutants]
    for name in names:
        if names.count(name) > 1:
            raise Bad(f"{name}: two have that name")
    return mutants


def source_of(test):
    return f"tests/{test}" if test.endswith(".py") else f"tests/{test}.c"


def target_of(test):
    return "all" if test.endswith(".py") else f"build/tests/{test}"


def command_of(test):
    if test.endswith(".py"):
        return ["/usr/bin/python3", f"tests/{test}", "--build", "build"]
    return [f"build/tests/{test}"]


def table(mutants):
    lines = ["| mutant | rule | killed by |", "| --- | --- | --- |"]
    for mutant in mutants:
        tests = ", ".join(f"`{test}`" for test in mutant.tests)
        lines.append(f"| {mutant.name} | {mutant.rule} | {tests} |")
    return "\n".join(lines)


class Copy:
    """The tree and its build in a folder of its own."""

    def __init__(self, number):
        self.dir = os.path.join(COPIES, str(number))

    def path(self, file):
        return os.path.join(self.dir, file)

    def refresh(self):
        """As the tree is now; what did not change keeps its age, so that make
        need not build it again."""
        said = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others",
             "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
        files = [name for name in said.stdout.decode().split("\0")
                 if name and os.path.isfile(os.path.join(ROOT, name))]
        for name in files:
            if not same(os.path.join(ROOT, name), self.path(name)):
                os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
                shutil.copy(os.path.join(ROOT, name), self.path(name))
        forget_others(self.dir, set(files))

    def build(self, targets, jobs):
        """Without warnings: what a broken rule leaves unused is no matter."""
        ran = subprocess.run(["make", f"-j{jobs}", "WARN=-w",
                              *sorted(set(targets))],
                             cwd=self.dir, capture_output=True, text=True,
                             check=False)
        if ran.returncode != 0:
            raise Bad("it does not build:\n" + ran.stderr[-2000:])

    def passes(self, test, quick=True):
        with tempfile.TemporaryDirectory(prefix="loket-mutant-",
                                         ignore_cleanup_errors=True) as room:
            ran = subprocess.Popen(command_of(test), cwd=self.dir,
                                   env=environment(quick, TMPDIR=room),
                                   stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL,
                                   start_new_session=True)
            return passed(ran)

    def survivors(self, mutant):
        """The tests that pass though the rule is broken: also as a whole, when
        the sample of a sweep does."""
        path = self.path(mutant.file)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        try:
            with open(path, "w", encoding="utf-8") as file:
                file.write(mutant.broken(text))
            self.build(map(target_of, mutant.tests), 1)
            return [test for test in mutant.tests
                    if self.passes(test) and self.passes(test, quick=False)]
        finally:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)


def environment(quick, **more):
    found = {**os.environ, **more}
    found.pop("LOKET_QUICK", None)
    if quick:
        found["LOKET_QUICK"] = "1"
    return found


def passed(ran):
    """A test need not go on after its first "not ok".  One whose desk is broken
    may leave it behind: what it started ends with it."""
    patience = threading.Timer(TEST_S, os.killpg, (ran.pid, signal.SIGKILL))
    patience.start()
    failed = False
    for line in ran.stdout:
        if line.startswith(b"not ok") and not failed:
            failed = True
            ran.send_signal(signal.SIGINT)
    os.waitid(os.P_PID, ran.pid, os.WEXITED | os.WNOWAIT)
    patience.cancel()
    os.killpg(ran.pid, signal.SIGKILL)  # not reaped yet: it is still its group
    return ran.wait() == 0 and not failed


def same(one, other):
    if not os.path.exists(other) or os.path.getsize(one) != \
            os.path.getsize(other):
        return False
    with open(one, "rb") as a, open(other, "rb") as b:
        return a.read() == b.read()


def forget_others(root, files):
    """What is no longer in the tree is no longer in its copy."""
    for folder, folders, names in os.walk(root):
        if folder == root and "build" in folders:
            folders.remove("build")
        for name in names:
            path = os.path.join(folder, name)
            if os.path.relpath(path, root) not in files:
                os.unlink(path)


def prepare(mutants):
    """The copies, built; every test must pass before anything is broken."""
    first, *others = copies = [Copy(number) for number in range(WORKERS)]
    tests = sorted({test for mutant in mutants for test in mutant.tests})
    first.refresh()
    first.build(map(target_of, tests), 2)
    for test in tests:
        if not first.passes(test):
            raise Bad(f"{test} fails though nothing is broken")
    for other in others:
        if not os.path.isdir(other.path("build")):
            shutil.copytree(first.dir, other.dir, dirs_exist_ok=True,
                            symlinks=True)
        other.refresh()
        other.build(map(target_of, tests), 2)
    return copies


class Verdicts:
    """TAP, one line as soon as it is known."""

    def __init__(self):
        self.lock = threading.Lock()
        self.tried = self.killed = 0

    def say(self, mutant, wrong):
        with self.lock:
            self.tried += 1
            self.killed += not wrong
            if not wrong:
                print(f"ok {self.tried} - killed: {mutant.name}", flush=True)
            else:
                print(f"not ok {self.tried} - survived: {mutant.name}\n"
                      f"  # {mutant.rule}: {wrong}", flush=True)

    def end(self):
        print(f"1..{self.tried}\nmutants: tried={self.tried} "
              f"killed={self.killed} survived={self.tried - self.killed}",
              flush=True)
        return 0 if self.killed == self.tried > 0 else 1


def work(copy, waiting, verdicts):
    while True:
        try:
            mutant = waiting.get_nowait()
        except queue.Empty:
            return
        try:
            passed = copy.survivors(mutant)
            wrong = f"{', '.join(passed)} passes" if passed else ""
        except Bad as bad:
            wrong = str(bad).replace("\n", "\n  # ")
        verdicts.say(mutant, wrong)


def run(mutants):
    waiting = queue.Queue()
    for mutant in mutants:
        mutant.check()
        waiting.put(mutant)
    verdicts = Verdicts()
    threads = [threading.Thread(target=work, args=(copy, waiting, verdicts))
               for copy in prepare(mutants)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return verdicts.end()


def check(mutants):
    """Fast, for the lints: it reads, and builds nothing."""
    wrong = []
    for mutant in mutants:
        try:
            mutant.check()
        except (Bad, OSError) as bad:
            wrong.append(str(bad))
    with open(README, encoding="utf-8") as file:
        if table(mutants) not in file.read():
            wrong.append("tests/README.md has another table than "
                         "tests/mutants/mutants.py --table")
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


def main(words):
    try:
        mutants = read_list()
        if words == ["--check"]:
            return check(mutants)
        if words == ["--table"]:
            print(table(mutants))
            return 0
        unknown = set(words) - {mutant.name for mutant in mutants}
        if unknown:
            raise Bad(f"there is no {', '.join(sorted(unknown))}")
        return run([mutant for mutant in mutants
                    if not words or mutant.name in words])
    except Bad as bad:
        print(f"Bail out! {bad}")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
