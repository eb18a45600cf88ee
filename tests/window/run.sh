#!/usr/bin/env bash
# Drives the real window under Xvfb. Usage: run.sh GRIDWRIGHT
set -euo pipefail
exec python3 "$(dirname "$(realpath "$0")")/drive.py" "$@"
