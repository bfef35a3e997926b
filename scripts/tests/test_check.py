import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from conftest import require
from scripts import check
from scripts.throwaway_postgresql import find_server_programs, throwaway_postgresql

LACK = "PostgreSQL server programs (Debian: sudo apt install postgresql)"


@pytest.fixture
def stages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the real stages by one of each outcome."""

    def lacking() -> bool:
        raise check.Lacking("a unicorn")

    stages = {
        "good": ("a good one", lambda: True),
        "bad": ("a bad one", lambda: False),
        "absent": ("a unicorn", lacking),
    }
    monkeypatch.setattr(check, "STAGES", stages)
    monkeypatch.delenv("REQUIRE_ALL", raising=False)


@pytest.mark.parametrize(
    ("names", "exit_code", "summary"),
    [
        (["good"], 0, ["a good one            passed (0 s)"]),
        (["bad", "good"], 1, ["a bad one             FAILED (0 s)", "a good one            passed (0 s)"]),
        (["absent"], 0, ["a unicorn             not run here: no a unicorn (0 s)"]),
    ],
)
def test_check_says_at_the_end_what_became_of_each_stage(stages, capfd, names, exit_code, summary):
    code = check.main(names)

    assert code == exit_code
    assert capfd.readouterr().out.splitlines()[-len(summary) - 1 :] == ["== summary ==", *summary]


def test_check_fails_for_a_lack_where_everything_is_required(stages, monkeypatch):
    monkeypatch.setenv("REQUIRE_ALL", "1")

    assert check.main(["absent"]) == 1


def test_check_refuses_a_stage_that_it_does_not_know(stages):
    with pytest.raises(SystemExit, match="There is no stage ugly"):
        check.main(["ugly"])


@pytest.mark.parametrize(("required", "outcome"), [("0", pytest.skip.Exception), ("1", pytest.fail.Exception)])
def test_test_without_its_program_is_left_out_only_where_that_is_allowed(monkeypatch, required, outcome):
    monkeypatch.setenv("REQUIRE_ALL", required)

    with pytest.raises(outcome, match="a unicorn"):
        require(None, "a unicorn")


def test_every_named_check_can_fail(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(check, "lint_commands", lambda: {"style": (["sh", "-c", "echo line 7 is ugly; exit 1"], {})})

    assert check.lint() is False
    assert "style: FAILED" in capfd.readouterr().out


def test_throwaway_server_is_there_and_then_gone():
    programs = find_server_programs()
    require(programs, LACK)

    with throwaway_postgresql(programs) as url:
        folder = Path(url.split("host=")[1])
        with psycopg.connect(host=str(folder), user="postgres", dbname="expenses") as connection:
            (lowered,) = connection.execute("SELECT lower('ÄÉ')").fetchone()

    assert lowered == "äé"
    assert not folder.exists()
    assert processes_below(folder) == []


def test_throwaway_server_goes_when_the_tests_fail():
    programs = find_server_programs()
    require(programs, LACK)

    with pytest.raises(ZeroDivisionError), throwaway_postgresql(programs) as url:  # noqa: PT012
        folder = Path(url.split("host=")[1])
        raise ZeroDivisionError

    assert not folder.exists()
    assert processes_below(folder) == []


def test_command_runs_on_the_throwaway_server():
    require(find_server_programs(), LACK)
    code = "import os; print(os.environ['TEST_DATABASE_URL'] == os.environ['DATABASE_URL'])"
    command = [
        sys.executable,
        "-m",
        "scripts.throwaway_postgresql",
        sys.executable,
        "-c",
        f"{code}; raise SystemExit(7)",
    ]

    done = subprocess.run(command, cwd=check.HERE, capture_output=True, text=True, check=False, env=os.environ)

    assert (done.stdout, done.returncode) == ("True\n", 7)


def processes_below(folder: Path) -> list[str]:
    listed = subprocess.run(["ps", "-A", "-o", "args="], capture_output=True, text=True, check=True).stdout
    return [command for command in listed.splitlines() if str(folder) in command]
