#!/usr/bin/python3
"""Everything stops: whoever watches hears of it, on both sides.

The client's alarm comes after --alarm-after (a minute as shipped) with whom to
call; a Prometheus with the shipped settings and rules calls too, here at a
tenth of their times: within 6 s instead of a minute.  (That the shipped times
make a minute: lint/monitoring.py.)"""
import json
import os
import shutil
import subprocess
import time
import urllib.request

from installation import LOKET, Installation, free_port
from loketlib import ROOT
from tap import Tap

ALARM_S = 3
TENTH = 6.0


class Watcher:
    """`loket watch` of a coordinator, as a program reads it."""

    def __init__(self, desk):
        self.path = os.path.join(desk.dir, "watched")
        with open(self.path, "wb") as out:
            self.process = subprocess.Popen(
                [LOKET, "--profile", desk.profile("coordinator"), "--json",
                 "watch", "--alarm-after", str(ALARM_S)],
                stdin=subprocess.PIPE, stdout=out, stderr=out)

    def seen(self):
        with open(self.path, encoding="utf-8") as file:
            return [json.loads(line) for line in file.read().split("\n")[:-1]
                    if line.startswith("{")]

    def wait_for(self, event, timeout_s):
        until = time.monotonic() + timeout_s
        while time.monotonic() < until:
            for one in self.seen():
                if one.get("event") == event:
                    return one
            time.sleep(0.02)
        return None

    def close(self):
        self.process.kill()
        self.process.wait()


class Prometheus:
    """With the shipped settings, at a tenth of their times."""

    def __init__(self, folder, port):
        self.at = free_port()
        for name in ("prometheus.yml", "loket.rules.yml"):
            with open(os.path.join(ROOT, "config", "monitoring", name),
                      encoding="utf-8") as file:
                text = file.read()
            text = text.replace("10s", "1s").replace("20s", "2s").replace(
                "scrape_timeout: 5s", "scrape_timeout: 1s").replace(
                "127.0.0.1:9411", f"127.0.0.1:{port}")
            with open(os.path.join(folder, name), "w",
                      encoding="utf-8") as file:
                file.write(text)
        with open(os.path.join(folder, "prometheus.log"), "wb") as log:
            self.process = subprocess.Popen(
                ["prometheus",
                 "--config.file=" + os.path.join(folder, "prometheus.yml"),
                 "--storage.tsdb.path=" + os.path.join(folder, "tsdb"),
                 f"--web.listen-address=127.0.0.1:{self.at}"],
                stdout=log, stderr=log)

    def firing(self):
        try:
            with urllib.request.urlopen(
                    f"http://127.0.0.1:{self.at}/api/v1/alerts",
                    timeout=1) as answer:
                return {alert["labels"]["alertname"]
                        for alert in json.load(answer)["data"]["alerts"]
                        if alert["state"] == "firing"}
        except (OSError, ValueError):
            return set()

    def wait_for(self, held, timeout_s):
        """Until held(names of the alarms that fire); they, or None."""
        until = time.monotonic() + timeout_s
        while time.monotonic() < until:
            names = self.firing()
            if held(names):
                return names
            time.sleep(0.05)
        return None

    def close(self):
        self.process.kill()
        self.process.wait()


def check_client(tap, desk, watcher, stopped):
    lost = watcher.wait_for("heartbeat_lost", ALARM_S + 5)
    took = time.monotonic() - stopped
    tap.ok(lost is not None and took < ALARM_S + 2,
           "the watcher's alarm comes", f"after {took:.1f} s")
    tap.ok(lost is not None and "+31 20 000 0000" in json.dumps(lost),
           "and says whom to call", lost)


def check_collector(tap, prometheus, stopped):
    names = prometheus.wait_for(lambda n: "LoketDeskSilent" in n, 20)
    took = time.monotonic() - stopped
    tap.ok(names is not None and took <= TENTH,
           "the collector calls within a tenth of a minute",
           f"after {took:.1f} s, {names}")


def check_back(tap, desk, watcher, prometheus):
    desk.start()
    tap.ok(watcher.wait_for("heartbeat_back", 15) is not None,
           "when the desk is back the watcher says so")
    if prometheus is not None:
        tap.ok(prometheus.wait_for(
            lambda n: "LoketWatching" in n and "LoketDeskSilent" not in n,
            15) is not None, "and the collector is silent again")


def main():
    tap = Tap()
    port = free_port()
    with Installation({"front.metrics": f"tcp://127.0.0.1:{port}",
                       "desk.heartbeat_ms": "500"}) as desk:
        prometheus = Prometheus(desk.dir, port) \
            if shutil.which("prometheus") else None
        watcher = Watcher(desk)
        tap.ok(watcher.wait_for("connected", 10) is not None,
               "somebody watches")
        if prometheus is None:
            tap.skip("a collector", "no prometheus on this machine")
        else:
            tap.ok(prometheus.wait_for(
                lambda n: "LoketWatching" in n and
                "LoketDeskSilent" not in n, 20) is not None,
                "a collector watches, and has nothing to say of silence")
        desk.kill_all()
        stopped = time.monotonic()
        tap.run(check_client, desk, watcher, stopped)
        if prometheus is not None:
            tap.run(check_collector, prometheus, stopped)
        tap.run(check_back, desk, watcher, prometheus)
        watcher.close()
        if prometheus is not None:
            prometheus.close()
        tap.equal(desk.stop(), 0, "it ends cleanly")
    tap.finish()


if __name__ == "__main__":
    main()
