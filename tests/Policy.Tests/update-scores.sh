#!/bin/sh
# Measures the SQL analysis over the corpora and records the scores in docs/analysis-scores.md.
set -eu
cd "$(dirname "$0")/../.."
PROXYDB_UPDATE=1 dotnet test tests/Policy.Tests --filter "FullyQualifiedName~.Corpora." --nologo "$@"
