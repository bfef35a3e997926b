# What people type. `make run PORT=8123` and `make run PYTHON=/path/to/python3.12` change the defaults.

.PHONY: help run backup test lint format benchmark clean
.SILENT:
MAKEFLAGS += --no-print-directory

help:
	echo 'make run     start Expense Tracker at http://127.0.0.1:8000 (PORT=8123: there)'
	echo 'make backup  copy the ledger (SQLite) to var/backups/, also while it runs'
	echo 'make test    check everything: style, types, tests on SQLite and PostgreSQL, browser walks'
	echo 'make lint    check style, types, templates, migrations, deployment settings, who imports whom'
	echo 'make format  write the code as the style checks want it'
	echo 'make benchmark  measure pages, spreadsheets and statements with 100,000 rows, on SQLite and PostgreSQL'
	echo 'make clean   take away .venv and caches; keep .env and var/, which hold your secret and your ledger'

run:
	exec scripts/run.sh

backup:
	scripts/prepare.sh
	exec .venv/bin/python -m scripts.backup

test:
	scripts/prepare.sh requirements-dev.txt
	exec .venv/bin/python -m scripts.check

lint:
	scripts/prepare.sh requirements-dev.txt
	exec .venv/bin/python -m scripts.check lint

format:
	scripts/prepare.sh requirements-dev.txt
	.venv/bin/python -m ruff check --fix-only --quiet .
	.venv/bin/python -m ruff format --quiet .

benchmark:
	scripts/prepare.sh
	.venv/bin/python -m benchmarks.pages
	.venv/bin/python -m benchmarks.spreadsheets
	exec .venv/bin/python -m benchmarks.statement_import

.env:
	scripts/prepare.sh

clean:
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis test-results
