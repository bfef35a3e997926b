"""Settings of the tests: the product's own, with nothing of the machine they run on.

TEST_DATABASE_URL names a PostgreSQL server to make the test database on; without it the tests run on SQLite in a file,
with the same pragmas and locks as in production.
"""

import os
import re
import tempfile
from pathlib import Path

_EXAMPLE = Path(__file__).resolve().parent.parent / ".env.example"
_SCRATCH = tempfile.TemporaryDirectory(prefix="expense-tracker-tests-", ignore_cleanup_errors=True)
_SQLITE_URL = f"sqlite:///{_SCRATCH.name}/unused.sqlite3"

for _name in re.findall(r"^#?([A-Z_]+)=", _EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE):
    os.environ.pop(_name, None)
os.environ["ENV_FILE"] = os.devnull
os.environ["SECRET_KEY"] = "only-for-the-tests-0123456789-abcdefghijklmnopqrstuvwxyz"
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or _SQLITE_URL

from expense_tracker.settings import *  # noqa: E402, F403
from expense_tracker.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": f"{_SCRATCH.name}/test.sqlite3"}
    # What the tests write need not survive a power cut.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

# A list page that asks once a row fails in its own test.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = [*MIDDLEWARE, "zeal.middleware.zeal_middleware"]
# Django reads a session once more to delete it at sign-out.
ZEAL_ALLOWLIST = [{"model": "sessions.Session", "field": "get()"}]

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Rates are asked for where a test serves some.
EXCHANGE_RATES_URL = ""
MEDIA_ROOT = Path(_SCRATCH.name) / "media"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The live server of the browser walks serves files by their own names, not by hashed ones.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
# Jobs run where they are enqueued, those for later never; tests of the worker ask for the `worker` fixture.
TASKS = {"default": {"BACKEND": "expense_tracker.patient_tasks.PatientImmediateBackend"}}
