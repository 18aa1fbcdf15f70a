#!/usr/bin/env bash
# A tour of ProxyDb on this machine: ./demo.sh [--keep]
set -euo pipefail
exec "$(dirname "${BASH_SOURCE[0]}")/samples/quickstart/run.sh" "$@"
