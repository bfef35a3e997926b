#!/bin/sh
# Start the product on a machine that has nothing but Python: prepare what is missing, then serve.
set -eu
cd "$(dirname "$0")/.."
scripts/prepare.sh
exec .venv/bin/python -m scripts.start
