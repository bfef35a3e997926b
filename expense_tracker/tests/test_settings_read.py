"""What `settings.py` reads, and what it says where a value is wrong. Each test starts a Python of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SECRET = "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMN"
READ_VARIABLE = re.compile(r"""read(?:_[a-z]+)?\((?:"[a-z_]+", )?"([A-Z_]+)\"""")


def start(variables: dict[str, str], code: str = "") -> subprocess.CompletedProcess:
    """Import the settings in a new process whose environment is `variables` alone; run `code` on them."""
    environment = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "SECRET_KEY": SECRET, **variables}
    program = f"from expense_tracker import settings\n{code}"
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def shown(variables: dict[str, str], expression: str) -> str:
    done = start(variables, f"print({expression})")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def example_variables() -> list[str]:
    """Return the variables of .env.example, in order."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE)


def test_example_lists_every_variable_once():
    read = set(READ_VARIABLE.findall((ROOT / "expense_tracker" / "settings.py").read_text(encoding="utf-8")))

    assert len(read) > 15
    assert sorted(example_variables()) == sorted(read)


def test_example_says_what_each_variable_is_for():
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    variables = [number for number, line in enumerate(lines) if re.match(r"#?[A-Z_]+=", line)]

    undescribed = [lines[number] for number in variables if not lines[number - 1].startswith("# ")]

    assert undescribed == []


def test_example_shows_the_defaults(tmp_path):
    """An .env with every line of the example switched on is the same as one without them."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    everything = re.sub(r"^#([A-Z_]+=.)", r"\1", example, flags=re.MULTILINE).replace("SECRET_KEY=\n", "")
    (tmp_path / "env").write_text(everything, encoding="utf-8")
    code = "sorted((name, str(value)) for name, value in vars(settings).items() if name.isupper())"

    assert shown({"ENV_FILE": str(tmp_path / "env")}, code) == shown({}, code)


def test_debug_is_off_and_the_database_is_a_file():
    assert shown({}, "settings.DEBUG") == "False"
    assert shown({}, "settings.DATABASES['default']['NAME']") == str(ROOT / "var" / "db.sqlite3")


def test_env_file_is_read_and_the_environment_wins(tmp_path):
    (tmp_path / "env").write_text("DEFAULT_CURRENCY=CHF\nUPLOAD_LIMIT_MB=7\n")
    variables = {"ENV_FILE": str(tmp_path / "env"), "UPLOAD_LIMIT_MB": "9"}

    assert shown(variables, "(settings.DEFAULT_CURRENCY, settings.UPLOAD_LIMIT_MB)") == "('CHF', 9)"


def test_database_url_names_postgresql():
    variables = {"DATABASE_URL": "postgres://me:pa%23ss@db.example.org:5433/ledger"}

    database = shown(variables, "[settings.DATABASES['default'][k] for k in ('ENGINE', 'HOST', 'PORT', 'PASSWORD')]")

    assert database == "['django.db.backends.postgresql', 'db.example.org', 5433, 'pa#ss']"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 80),
        ("DEBUG", "perhaps"),
        ("HTTPS", "2"),
        ("HSTS_SECONDS", "a year"),
        ("BEHIND_PROXY", "yess"),
        ("DATABASE_URL", "mysql://me@host/ledger"),
        ("DATABASE_URL", "nonsense"),
        ("PGBOUNCER", "maybe"),
        ("SIGNUP_OPEN", "closed"),
        ("SESSION_IDLE_HOURS", "0"),
        ("SESSION_REMEMBER_DAYS", "two weeks"),
        ("SIGN_IN_ATTEMPTS", "-1"),
        ("EMAIL_URL", "carrier-pigeon://loft"),
        ("DEFAULT_CURRENCY", "Euro"),
        ("UPLOAD_LIMIT_MB", "20MB"),
        ("LOG_LEVEL", "chatty"),
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("WEB_CONCURRENCY", "0"),
        ("WEB_THREADS", "1.5"),
    ],
)
def test_wrong_value_stops_the_start_with_its_name(name, value):
    done = start({name: value, "HTTPS": value if name == "HTTPS" else "on"})

    assert done.returncode != 0
    assert done.stderr.strip().splitlines()[-1].startswith(f"django.core.exceptions.ImproperlyConfigured: {name}: ")


@pytest.mark.parametrize(
    ("variables", "url"),
    [
        ({}, "http://localhost:8000"),
        ({"PORT": "8123"}, "http://localhost:8123"),
        ({"ALLOWED_HOSTS": ".example.org,money.example.org", "HTTPS": "on"}, "https://money.example.org"),
        ({"ALLOWED_HOSTS": "*"}, "http://localhost:8000"),
        ({"SITE_URL": "https://example.org/money/"}, "https://example.org/money"),
        ({"SITE_URL": ""}, "http://localhost:8000"),
    ],
)
def test_address_for_letters_is_said_or_guessed(variables, url):
    assert shown(variables, "settings.SITE_URL") == url


def test_address_for_letters_must_be_one_of_the_web():
    done = start({"SITE_URL": "money.example.org"})

    assert done.returncode != 0
    assert "SITE_URL: 'money.example.org' does not begin with https:// or http://." in done.stderr
