"""testcontrol -- the clock and the fault points of a desk that was started
with --test-control (daemon/sys/test_control.h has the layout)."""
import ctypes
import datetime
import mmap
import os
import tempfile
import time

MAGIC = 0x31304c525443544c
KILL, FAIL = 1, 2
ACTIONS = {"kill": KILL, "fail": FAIL, "abort": 3, "exec": 4, "fork": 5,
           "open": 6, "inet": 7, "ptrace": 8}
START_MONO_US = 3600 * 1000000


class Page(ctypes.Structure):
    """Each number is written by one store, so the desk never sees half."""
    _fields_ = [("magic", ctypes.c_uint64),
                ("mono_us", ctypes.c_int64),
                ("ahead_us", ctypes.c_int64),
                ("fault", ctypes.c_char * 48),
                ("action", ctypes.c_uint32),
                ("countdown", ctypes.c_uint32),
                ("hits", ctypes.c_uint64),
                ("key", ctypes.c_int64),
                ("tried", ctypes.c_int64)]


class Control:
    """The test's end of the page.  The clock starts at `utc` (a datetime with
    a zone; left out: now) and stands still until it is moved."""

    def __init__(self, utc=None):
        handle, self.path = tempfile.mkstemp(prefix="loket-control-")
        os.ftruncate(handle, ctypes.sizeof(Page))
        self.memory = mmap.mmap(handle, ctypes.sizeof(Page))
        os.close(handle)
        self.page = Page.from_buffer(self.memory)
        self.page.mono_us = START_MONO_US
        self.set_utc(utc or datetime.datetime.now(datetime.timezone.utc))
        self.page.magic = MAGIC

    def close(self):
        if self.page is not None:
            self.page = None
            self.memory.close()
            os.unlink(self.path)

    # --- the clock ----------------------------------------------------------

    def utc_us(self):
        return self.page.mono_us + self.page.ahead_us

    def advance(self, seconds):
        """Time passes."""
        self.page.mono_us += round(seconds * 1000000)

    def set_utc(self, instant):
        """Somebody sets the clock to this datetime; no time passes."""
        utc_us = round(instant.timestamp() * 1000000)
        self.page.ahead_us = utc_us - self.page.mono_us

    def step_clock(self, seconds):
        """Somebody sets the clock by so much; no time passes."""
        self.page.ahead_us += round(seconds * 1000000)

    def valid_from_us(self):
        """From when a key holds for the desk and for front, which has the
        real time."""
        return min(self.utc_us(), time.time_ns() // 1000)

    # --- fault points -------------------------------------------------------

    def arm(self, name, action, countdown=1, key=0):
        """At the countdown-th pass of this place, at frames of that key if
        one is named, the process is killed ("kill"), the step at hand fails
        ("fail"), or one of ACTIONS is tried: see tried()."""
        self.page.countdown = 0
        self.page.key = key
        self.page.tried = 0
        self.page.fault = name.encode()
        self.page.action = ACTIONS[action]
        self.page.hits = 0
        self.page.countdown = countdown

    def disarm(self):
        self.page.countdown = 0

    def tried(self):
        """None: not yet; else the errno of what was tried, -1: it was let."""
        return self.page.tried or None

    def hits(self):
        """Passes since it was armed, the last one included."""
        return self.page.hits
