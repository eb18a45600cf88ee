"""Drives the real window with pointer and keys, and reads the project file from outside.

Usage: drive.py GRIDWRIGHT. Needs Xvfb and xdotool. Prints one line for each check and a sum at the end.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

WIDTH, HEIGHT = 1440, 900
# Middle of the map at this size with the panels as they are at first. A place that was looked for stands there.
MAP = (677, 378)

passed = failed = 0


def check(what, is_so):
    global passed, failed
    passed, failed = passed + bool(is_so), failed + (not is_so)
    print(("ok   " if is_so else "FAIL ") + what, flush=True)


def metrics(program, project):
    out = subprocess.run([program, "metrics", project, "--json"], capture_output=True, check=True).stdout
    return {grid["code"]: grid["sums"] for grid in json.loads(out)["grids"]}


def movable(program, project):
    """A vertex between two grids, away from others, where moving it changes users: tried on a copy by the command line."""
    out = subprocess.run([program, "export", project, "-", "--what", "cells", "--format", "geojson"], capture_output=True, check=True).stdout
    owners = {}
    for feature in json.loads(out)["features"]:
        shapes = feature["geometry"]["coordinates"]
        for ring in shapes if feature["geometry"]["type"] == "Polygon" else [ring for shape in shapes for ring in shape]:
            for lon, lat in ring[:-1]:
                owners.setdefault((lon, lat), set()).add(feature["properties"]["grid"])
    between = sorted(place for place, grids in owners.items() if len(grids) == 2)
    return between


def steps(project):
    with sqlite3.connect(f"file:{project}?mode=ro", uri=True) as file:
        return file.execute("SELECT count(*) FROM gw_journal").fetchone()[0]


def rest(seconds):
    """Waits; longer on a busy machine, where a frame of a software driver takes as much longer."""
    time.sleep(seconds * min(6.0, max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))))


class Window:
    def __init__(self, program, project, display):
        self.env = dict(os.environ, DISPLAY=display)
        self.process = subprocess.Popen([program, "--lang", "en", project], env=self.env, stderr=subprocess.DEVNULL)
        deadline = time.time() + 90
        self.id = None
        while time.time() < deadline and self.id is None:
            found = self.tool("search", "--name", "saved|read-only", check=False).split()
            self.id = found[0] if found else None
            rest(0.3)
        # Without a window manager nobody gives the window the keys.
        self.tool("windowfocus", self.id or "", check=False)
        rest(2.0)

    def tool(self, *arguments, check=True):
        return subprocess.run(["xdotool", *arguments], env=self.env, capture_output=True, text=True, check=check).stdout

    def key(self, *keys):
        for key in keys:
            self.tool("key", key)
            rest(0.4)

    def type(self, text):
        self.tool("type", "--delay", "30", text)
        rest(0.5)

    def move(self, x, y):
        self.tool("mousemove", str(x), str(y))
        rest(0.15)

    def title(self):
        return self.tool("getwindowname", self.id, check=False).strip()

    def look_at(self, lon, lat):
        self.key("ctrl+f")
        self.type(f"{lon:.7f}, {lat:.7f}")
        self.key("Return")
        rest(1.0)

    def drag(self, dx, dy):
        x, y = MAP
        self.move(x - 40, y - 40)
        self.move(x, y)
        self.tool("mousedown", "1")
        rest(0.2)
        for step in range(1, 9):
            self.move(x + dx * step // 8, y + dy * step // 8)
        rest(0.4)
        self.tool("mouseup", "1")
        rest(0.8)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def main():
    program = os.path.abspath(sys.argv[1])
    folder = tempfile.mkdtemp(prefix="gridwright-window-")
    os.environ["GRIDWRIGHT_HOME"] = os.path.join(folder, "home")
    project = os.path.join(folder, "新乡 样例.gpkg")
    subprocess.run([program, "sample", "lujiazui", project, "--quiet"], check=True)
    display = f":{100 + os.getpid() % 800}"
    server = subprocess.Popen(["Xvfb", display, "-screen", "0", f"{WIDTH}x{HEIGHT}x24"], stderr=subprocess.DEVNULL)
    rest(1.0)
    try:
        journey(program, project, display)
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"window: {passed} passed, {failed} failed")
    return 1 if failed else 0


def journey(program, project, display):
    before, steps_before = metrics(program, project), steps(project)
    places = movable(program, project)
    window = Window(program, project, display)
    check("the window opens and its title names the project", "陆家嘴" in window.title())
    window.key("b")
    changed = {}
    # The first place whose drag moves users: at most ten are tried, each far from the one before.
    for lon, lat in places[:: max(1, len(places) // 10)][:10]:
        window.look_at(lon, lat)
        window.drag(60, 35)
        after = metrics(program, project)
        changed = {code: {name: after[code][name] - before[code][name] for name in after[code]} for code in after if after[code] != before[code]}
        if changed:
            break
    check("a drag changes the figures of at least two grids", len(changed) >= 2)
    for name in next(iter(changed.values()), {}):
        check(f"what one grid lost in {name} another has won", sum(change[name] for change in changed.values()) == 0)
    check("it is in the journal", steps(project) > steps_before)
    check("the title says that it is saved", "saved" in window.title())
    window.kill()
    check("after kill -9 the figures are in the file", metrics(program, project) == after)
    window = Window(program, project, display)
    check("the window opens again", "陆家嘴" in window.title())
    window.key("ctrl+z")
    rest(1.5)
    check("undo works after the restart", metrics(program, project) != after)
    window.kill()
    verdict = subprocess.run([program, "check", project, "--json"], capture_output=True)
    check("the project is whole", json.loads(verdict.stdout)["ok"])


if __name__ == "__main__":
    sys.exit(main())
