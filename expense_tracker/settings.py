"""Settings, read from the environment and `.env`. `.env.example` lists every variable."""

import os
import sys
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from accounts.currencies import current_currencies

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = BASE_DIR / "var"

environ.Env.read_env(os.environ.get("ENV_FILE", BASE_DIR / ".env"))
env = environ.Env()

ON = ("on", "true", "yes", "1")
OFF = ("off", "false", "no", "0", "")


def read(kind, name, default=environ.Env.NOTSET):
    """Return the variable `name` read as `kind`; stop the start with its name where it is missing or wrong."""
    try:
        return getattr(env, kind)(name, default=default)
    except (ValueError, TypeError, KeyError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{name}: {error}. See .env.example for what it takes.") from error


def read_choice(name, choices, default):
    value = read("str", name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name}: {value!r} is not one of {', '.join(choices)}.")
    return value


def read_switch(name, default):
    value = read("str", name, str(default)).strip().lower()
    if value not in (*ON, *OFF):
        raise ImproperlyConfigured(f"{name}: {value!r} is neither on nor off.")
    return value in ON


def read_positive(name, default, maximum=sys.maxsize):
    value = read("int", name, default)
    if not 0 < value <= maximum:
        limit = "" if maximum == sys.maxsize else f" and up to {maximum}"
        raise ImproperlyConfigured(f"{name}: {value} is not a whole number above 0{limit}.")
    return value


def read_currency(name, default):
    value = read("str", name, default)
    if value not in current_currencies():
        raise ImproperlyConfigured(f"{name}: {value!r} is not a currency code of ISO 4217, such as EUR.")
    return value


# Secrets and hosts

DEBUG = read_switch("DEBUG", False)
SECRET_KEY = read("str", "SECRET_KEY")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
    raise ImproperlyConfigured("SECRET_KEY: give at least 50 random characters (`make .env` writes one).")
ALLOWED_HOSTS = read("list", "ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = read("list", "CSRF_TRUSTED_ORIGINS", [])
HTTPS = read_switch("HTTPS", False)
BEHIND_PROXY = read_switch("BEHIND_PROXY", False)

# Applications

INSTALLED_APPS = [
    "expense_tracker.admin_site.BrandedAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "axes",
    "csp",
    "accounts",
    "expenses",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "expense_tracker.middleware.UploadLimitMiddleware",
    "expense_tracker.middleware.PrivatePagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SignInRequiredMiddleware",
    "accounts.middleware.IdleSessionMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "expense_tracker.urls"
WSGI_APPLICATION = "expense_tracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Database

SQLITE_OPTIONS = {
    # IMMEDIATE and WAL: several writers wait for each other instead of failing with "database is locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA temp_store=MEMORY;"
    "PRAGMA cache_size=-20000;PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=67108864;"
    # Statistics for the planner are made of a sample: ANALYZE takes milliseconds on any ledger.
    "PRAGMA analysis_limit=1000;",
}


def read_database():
    """Return Django's settings of the database that DATABASE_URL names, SQLite below `var/` without it."""
    behind_pgbouncer = read_switch("PGBOUNCER", False)
    database = read("db_url", "DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
    if database.get("ENGINE") not in ("django.db.backends.sqlite3", "django.db.backends.postgresql"):
        raise ImproperlyConfigured("DATABASE_URL: give sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME.")
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = {**SQLITE_OPTIONS, **database.get("OPTIONS", {})}
    elif behind_pgbouncer:
        database["DISABLE_SERVER_SIDE_CURSORS"] = True
    return {**database, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}


DATABASES = {"default": read_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.LockoutBackend", "accounts.backends.UsernameOrEmailBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "reports:dashboard"
LOGOUT_REDIRECT_URL = "accounts:login"
PASSWORD_RESET_TIMEOUT = 24 * 3600
EMAIL_CHANGE_HOURS = 24
SIGNUP_OPEN = read_switch("SIGNUP_OPEN", True)

# Functions of the ledger that are called with a person; accounts/hooks.py says when.
NEW_PERSON_HOOKS = ["expenses.categories.starter.create_starter_categories"]
HOME_CURRENCY_HOOKS = ["expenses.exchange.revaluation.revalue_ledger"]

# What people can be told, each storey's own kinds; accounts/notifications/kinds.py says what a kind is.
NOTIFICATION_KINDS = [
    "expenses.reminders.kinds.KINDS",
    "reports.digest.kinds.KINDS",
    "accounts.notifications.kinds.OWN_KINDS",
]

SESSION_IDLE_HOURS = read_positive("SESSION_IDLE_HOURS", 12)
SESSION_REMEMBER_DAYS = read_positive("SESSION_REMEMBER_DAYS", 14)
SESSION_COOKIE_AGE = SESSION_IDLE_HOURS * 3600
SESSION_ENGINE = "accounts.sessions"

AXES_FAILURE_LIMIT = read_positive("SIGN_IN_ATTEMPTS", 5)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "accounts.lockout.sign_in_name"
AXES_CLIENT_IP_CALLABLE = "accounts.lockout.client_address"
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "old_password", "new_password1", "new_password2"]
AXES_ENABLE_ADMIN = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False

# E-mail

vars().update(read("email_url", "EMAIL_URL", "consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = read("str", "EMAIL_FROM", "Expense Tracker <expenses@localhost>")

# Webhooks and push: what people may have called

PRIVATE_WEBHOOKS = read_switch("PRIVATE_WEBHOOKS", False)

# Language, numbers, time: texts are English; numbers, money and dates follow each person's preferences.

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_CURRENCY = read_currency("DEFAULT_CURRENCY", "EUR")
EXCHANGE_RATES_URL = read("str", "EXCHANGE_RATES_URL", "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip")

# Files

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"
WHITENOISE_ALLOW_ALL_ORIGINS = False
UPLOAD_LIMIT_MB = read_positive("UPLOAD_LIMIT_MB", 50)
DATA_UPLOAD_MAX_NUMBER_FILES = 500
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# Background jobs

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# What runs by itself: dotted paths of tasks without arguments, and their rhythm in UTC; accounts/schedules/ keeps it.
SCHEDULES = {
    "accounts.tasks.clear_sessions": "daily at 02:40",
    "accounts.tasks.clear_sign_ins": "daily at 02:50",
    "accounts.tasks.clear_job_results": "daily at 03:00",
    "accounts.notifications.tasks.clear_notifications": "daily at 02:30",
    "accounts.notifications.tasks.deliver_what_is_due": "every 5 minutes",
    "accounts.tasks.update_statistics": "daily at 03:30",
    "expenses.activity.tasks.purge_logs": "daily at 03:10",
    "expenses.exchange.tasks.fetch_exchange_rates": "daily at 15:30",
    "expenses.reminders.tasks.remind_people": "every 60 minutes",
    "reports.digest.tasks.tell_of_periods": "every 60 minutes",
    "expenses.imports.tasks.take_up_statements": "every 5 minutes",
    "expenses.recurring.tasks.book_recurring_payments": "every 60 minutes",
}

# Spreadsheets

IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = False

# Security

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "expense_tracker.errors.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
# The owner of a domain decides about its sub-domains and about preload lists (W005, W021).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if HTTPS:
    SECURE_HSTS_SECONDS = read_positive("HSTS_SECONDS", 31_536_000)
else:
    # Plain HTTP was chosen: on this machine alone, or at home. HTTPS=on turns on all that these checks ask for.
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016"]
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Web server: read by gunicorn.conf.py

HOST = read("str", "HOST", "127.0.0.1")
PORT = read_positive("PORT", 8000, maximum=65_535)


def read_site_url():
    """Return the address of the site, for letters that no request asked for; guessed from ALLOWED_HOSTS without it."""
    named = next((host for host in ALLOWED_HOSTS if not host.startswith((".", "*"))), "localhost")
    is_here = named in ("localhost", "127.0.0.1", "[::1]")
    guess = f"{'https' if HTTPS else 'http'}://{named}{f':{PORT}' if is_here else ''}"
    url = (read("str", "SITE_URL", "") or guess).rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise ImproperlyConfigured(f"SITE_URL: {url!r} does not begin with https:// or http://.")
    return url


SITE_URL = read_site_url()
WEB_CONCURRENCY = read_positive("WEB_CONCURRENCY", 2)
WEB_THREADS = read_positive("WEB_THREADS", 4)

# Log: one line an event on standard error; a person's amounts and descriptions are never logged.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "expense_tracker.log.LineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": read_choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO")},
    "loggers": {"axes": {"level": "WARNING"}, "django.security": {"level": "WARNING"}},
}
