"""The watch over the processes, with small programs in the place of the server and the worker."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import serve
from scripts.tests.conftest import ROOT, wait_for

HEAD = "import sys, time\nfrom scripts import serve\n"
SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


def watch(tmp_path: Path, programs: dict[str, list[str]], settings: str = "") -> subprocess.Popen[str]:
    """Start a watch over `programs` in a process of its own."""
    listed = [f"serve.Program({name!r}, {command!r})" for name, command in programs.items()]
    code = f"{HEAD}{settings}\nsys.exit(serve.Watch([{', '.join(listed)}]).run())"
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True)


def writes_pid(path: Path, then: str) -> list[str]:
    """Return a command that adds its process id to the file `path`, and goes on with `then`."""
    return [sys.executable, "-c", f"import os, signal, time; print(os.getpid(), file=open({str(path)!r}, 'a')); {then}"]


def pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_all_programs(tmp_path, number):
    files = [tmp_path / "web", tmp_path / "worker"]
    process = watch(tmp_path, {file.name: writes_pid(file, "time.sleep(600)") for file in files})
    wait_for(lambda: all(pids(file) for file in files), 10)

    process.send_signal(number)
    _output, errors = process.communicate(timeout=10)

    assert (process.returncode, errors) == (0, "")
    assert [is_running(pid) for file in files for pid in pids(file)] == [False, False]


def test_program_that_cannot_start_ends_all(tmp_path):
    process = watch(tmp_path, {"web": [sys.executable, "-c", "raise SystemExit(3)"], "worker": SLEEPER})

    _output, errors = process.communicate(timeout=20)

    assert process.returncode == 1
    assert errors == "The web process did not start; its last lines above say why.\n"


def test_program_that_falls_over_is_started_again_after_longer_and_longer_pauses(tmp_path):
    file = tmp_path / "worker"
    settings = "serve.FAST_DEATH_SECONDS = 0.4; serve.PAUSE_SECONDS = 0.3; serve.LOOK_EVERY_SECONDS = 0.05"
    falls = f"time.sleep(0.6 if open({str(file)!r}).read().count(chr(10)) == 1 else 0)"
    process = watch(tmp_path, {"web": SLEEPER, "worker": writes_pid(file, falls)}, settings)

    wait_for(lambda: len(pids(file)) == 4, 20)
    process.terminate()
    _output, errors = process.communicate(timeout=10)

    pauses = [line.split()[-2] for line in errors.splitlines()]
    assert [round(float(pause), 1) for pause in pauses[:3]] == [0.3, 0.6, 0.9]


def test_program_that_ignores_the_signal_is_cut_short(tmp_path):
    file = tmp_path / "worker"
    stubborn = writes_pid(file, "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)")
    process = watch(tmp_path, {"worker": stubborn}, "serve.GRACE_SECONDS = 1")
    wait_for(lambda: pids(file), 10)
    time.sleep(0.3)

    process.terminate()
    process.communicate(timeout=10)

    assert not is_running(pids(file)[0])


def test_second_signal_cuts_the_wait_short(tmp_path):
    file = tmp_path / "worker"
    stubborn = writes_pid(file, "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)")
    process = watch(tmp_path, {"worker": stubborn}, "serve.SAME_SIGNAL_SECONDS = 0.2")
    wait_for(lambda: pids(file), 10)
    time.sleep(0.3)

    process.terminate()
    time.sleep(0.6)
    process.terminate()
    process.communicate(timeout=10)

    assert not is_running(pids(file)[0])


def test_commands_are_those_of_the_procfile():
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    python, *web = serve.COMMANDS["web"]

    assert lines["web"] == " ".join(["python", *web, "--bind 0.0.0.0:$PORT"])
    assert lines["worker"] == " ".join(["python", *serve.COMMANDS["worker"][1:]])
    assert python == sys.executable
