"""tap -- one line a check, in the Test Anything Protocol."""
import sys
import time
import traceback


class Tap:
    """Counts checks; finish() ends the program with 0 only if all held."""

    def __init__(self):
        self.count = 0
        self.failed = 0
        self.started = time.monotonic()

    def ok(self, held, name, detail=""):
        self.count += 1
        if not held:
            self.failed += 1
        print(f"{'ok' if held else 'not ok'} {self.count} - {name}")
        if not held and detail != "":
            print(f"# {detail}")
        sys.stdout.flush()
        return bool(held)

    def equal(self, got, expected, name):
        return self.ok(got == expected, name, f"got {got!r}, not {expected!r}")

    def note(self, text):
        print(f"# {text}")
        sys.stdout.flush()

    def skip(self, name, why):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {why}")

    def run(self, check, *args):
        """Run one group of checks; an exception is one failed check."""
        try:
            check(self, *args)
        except Exception as error:  # a test must go on to the next group
            last = traceback.extract_tb(error.__traceback__)[-1]
            self.ok(False, check.__name__,
                    f"{type(error).__name__}: {error} at "
                    f"{last.filename.rsplit('/', 1)[-1]}:{last.lineno}")

    def take(self, text):
        """Lines that another program said, counted here."""
        for line in text.splitlines():
            for begin in ("ok ", "not ok "):
                if line.startswith(begin):
                    self.count += 1
                    self.failed += begin == "not ok "
                    line = f"{begin}{self.count} - " + \
                        line.split(" - ", 1)[-1]
            if not line.startswith("1.."):
                print(line)
        sys.stdout.flush()

    def finish(self):
        print(f"1..{self.count}")
        self.note(f"{time.monotonic() - self.started:.1f} s")
        sys.exit(1 if self.failed else 0)
