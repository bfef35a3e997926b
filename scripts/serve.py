"""Run the web server and the background worker side by side until Ctrl-C or TERM ends both."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

COMMANDS = {
    "web": [sys.executable, "-m", "gunicorn", "expense_tracker.wsgi"],
    "worker": [sys.executable, "manage.py", "work", "--interval", "2", "--no-reload"],
}
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS = 25
FAST_DEATH_SECONDS = 5
PAUSE_SECONDS = 3
LONGEST_PAUSE_SECONDS = 60
LOOK_EVERY_SECONDS = 0.2
SAME_SIGNAL_SECONDS = 1
PR_SET_PDEATHSIG = 1


@dataclass
class Program:
    """A command, and the process that runs it."""

    name: str
    command: list[str]
    process: subprocess.Popen = field(init=False)
    started_at: float = field(init=False)
    starts_at: float = 0.0
    restarts: int = 0

    def start(self) -> None:
        """Start the program in a process group of its own: Ctrl-C in the terminal is passed on by us, once."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=end_with_parent,  # noqa: PLW1509  it makes one system call
        )

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def is_hopeless(self) -> bool:
        """Tell a program that never ran from one that ran and fell over."""
        return time.monotonic() - self.started_at < FAST_DEATH_SECONDS and not self.restarts

    def start_again(self) -> None:
        """Start the ended program after a pause, a longer one each time that it falls over at once."""
        if not self.starts_at:
            fell_at_once = time.monotonic() - self.started_at < FAST_DEATH_SECONDS
            self.restarts = self.restarts + 1 if fell_at_once else 1
            pause_seconds = min(self.restarts * PAUSE_SECONDS, LONGEST_PAUSE_SECONDS)
            self.starts_at = time.monotonic() + pause_seconds
            print(f"The {self.name} process ended by itself; it starts again in {pause_seconds} s.", file=sys.stderr)
        elif time.monotonic() > self.starts_at:
            self.starts_at = 0.0
            self.start()

    def send(self, signal_number: int) -> None:
        if not self.has_ended():
            os.killpg(self.process.pid, signal_number)


def end_with_parent() -> None:
    """Ask Linux to end this process with the one that started it, however that one ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Watch:
    """Keeps programs running until a signal comes, or until one of them cannot run at all."""

    def __init__(self, programs: list[Program]) -> None:
        self.programs = programs
        self.stopping = threading.Event()
        self.stopping_since = 0.0
        self.is_impatient = False

    def run(self) -> int:
        """Return the exit code: 0 after a signal, 1 where a program did not start."""
        for number in STOP_SIGNALS:
            signal.signal(number, self.on_signal)
        for program in self.programs:
            program.start()
        exit_code = self.keep_running()
        self.end_all()
        return exit_code

    def on_signal(self, number: int, frame: object) -> None:
        """Stop; be impatient when asked again. `make` and the terminal may both pass on one and the same signal."""
        if not self.stopping.is_set():
            self.stopping_since = time.monotonic()
            self.stopping.set()
        elif time.monotonic() - self.stopping_since > SAME_SIGNAL_SECONDS:
            self.is_impatient = True

    def keep_running(self) -> int:
        while not self.stopping.wait(LOOK_EVERY_SECONDS):
            for program in self.programs:
                if not program.has_ended():
                    continue
                if program.is_hopeless():
                    print(f"The {program.name} process did not start; its last lines above say why.", file=sys.stderr)
                    return 1
                program.start_again()
        return 0

    def end_all(self) -> None:
        """Let every program finish what it is doing; a second signal or the end of the grace time cuts it short."""
        for program in self.programs:
            program.send(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        while any(not program.has_ended() for program in self.programs):
            if self.is_impatient or time.monotonic() > deadline:
                for program in self.programs:
                    program.send(signal.SIGKILL)
            time.sleep(LOOK_EVERY_SECONDS / 2)


def say_where(host: str, port: int, stopping: threading.Event) -> None:
    """Print the address to open, as soon as it answers."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    while not stopping.wait(LOOK_EVERY_SECONDS):
        try:
            socket.create_connection((shown.strip("[]"), port), timeout=1).close()
        except OSError:
            continue
        print(f"Expense Tracker is ready: open http://{shown}:{port} in your browser. Ctrl-C stops it.", flush=True)
        return


def main() -> None:
    watch = Watch([Program(name, command) for name, command in COMMANDS.items()])
    where = (os.environ["HOST"], int(os.environ["PORT"]), watch.stopping)
    threading.Thread(target=say_where, args=where, daemon=True).start()
    sys.exit(watch.run())


if __name__ == "__main__":
    main()
