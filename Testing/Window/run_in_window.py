#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Runs a script in ParaView's window, as a user's macro would run, and says how that ended.

    run_in_window.py PARAVIEW VERSION SCRIPT.py

The script tells what it saw on standard output, and ends with "window test passed". The window must live on
after that: what a script sets off may crash it later. Settings of the user are not read, nothing is left behind.
"""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

PASSED = "window test passed"
FAILED = ("Traceback", "window test failed")
# How long the window has for what it does after the script: menus, panels and timers.
SECONDS_AFTERWARDS = 5
# A window that hangs is ended after this time.
LONGEST_SECONDS = 900


def environment(home, version):
    """A home of its own, in which the dialog that welcomes new users is switched off."""
    settings = pathlib.Path(home, "ParaView")
    settings.mkdir()
    # ParaView 6.1 has no version in the file's name.
    for name in (f"ParaView{version}.ini", "ParaView.ini"):
        (settings / name).write_text("[General]\nGeneralSettings.ShowWelcomeDialog=0\n", encoding="ascii")
    run = pathlib.Path(home, "run")
    run.mkdir(mode=0o700)
    return dict(os.environ, HOME=home, XDG_CONFIG_HOME=home, XDG_CACHE_HOME=home, XDG_RUNTIME_DIR=str(run))


# ParaView shows in its own window what a script prints, and since 5.13 nowhere else.
WRAPPER = """import sys, traceback
sys.stdout = sys.stderr = open(1, "w", buffering=1, closefd=False)
try:
    exec(compile(open({script!r}).read(), {script!r}, "exec"), {{"__name__": "__main__", "__file__": {script!r}}})
except BaseException:
    traceback.print_exc()
    raise
"""


def wait_for_script(window, output, deadline):
    """The output once the script has ended; None if it has not by the deadline."""
    while time.monotonic() < deadline:
        text = output.read_text(encoding="utf-8", errors="replace")
        if window.poll() is not None or PASSED in text or any(word in text for word in FAILED):
            return text
        time.sleep(0.2)
    return None


def stop(window):
    """Ends the window and all that it started."""
    try:
        os.killpg(window.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    window.wait()


def run(paraview, version, script, seconds):
    with tempfile.TemporaryDirectory() as home:
        output = pathlib.Path(home, "output.txt")
        wrapper = pathlib.Path(home, "wrapper.py")
        wrapper.write_text(WRAPPER.format(script=script), encoding="utf-8")
        with open(output, "wb") as file:
            window = subprocess.Popen(
                [paraview, f"--script={wrapper}"], env=environment(home, version), cwd=home,
                stdout=file, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            text = wait_for_script(window, output, time.monotonic() + seconds)
            if text is not None and window.poll() is None:
                time.sleep(SECONDS_AFTERWARDS)
            status = window.poll()
        finally:
            stop(window)
        print(output.read_text(encoding="utf-8", errors="replace")[-20000:])
    if text is None:
        return f"the script did not end within {seconds} seconds"
    if status is not None:
        return f"the window is gone, with status {status}"
    return None if PASSED in text else "the script failed"


def main():
    paraview, version, script = sys.argv[1:4]
    failure = run(paraview, version, os.path.abspath(script), LONGEST_SECONDS)
    print(f"FAILED: {failure}" if failure else "the window lives on")
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main())
