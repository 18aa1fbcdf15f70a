#!/usr/bin/env bash
# Builds ProxyDb and runs all of its tests: ./test.sh [--long]
# Installs what is missing (Debian 12, root). Last line: N passed, N failed, N skipped. Exit code 1 when anything failed.
#   --long   also the sets that take many minutes (large corpora, fuzzing, long isolation runs)
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$root"

limit=1200
for argument in "$@"; do
  case "$argument" in
    --long) export PROXYDB_LONG=1; limit=7200 ;;
    *) echo "usage: ./test.sh [--long]" >&2; exit 2 ;;
  esac
done

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export LC_ALL=C.UTF-8
results="$root/artifacts/test-results"
passed=0 failed=0 skipped=0
rm -rf "$results"
mkdir -p "$results"

count() {
  passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
  printf '%-28s %5d passed %4d failed %4d skipped  %s\n' "$4" "$1" "$2" "$3" "${5:-}"
}

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [[ $failed -eq 0 ]]
}

# One test assembly; its output goes to a file, so that several can run side by side.
start_tests() {
  local project="$1"
  local assembly="artifacts/bin/ProxyDb.$project/release/ProxyDb.$project.dll"
  local began=$SECONDS status=0
  timeout --kill-after=30s "$limit" dotnet test "$assembly" --logger "trx;LogFileName=$project.trx" \
    --results-directory "$results" > "$results/$project.log" 2>&1 || status=$?
  echo "$status $((SECONDS - began))" > "$results/$project.status"
}

# What a test run left behind. No result file, or an end before its time, counts as a failure.
read_results() {
  local project="$1" status seconds counters
  read -r status seconds < "$results/$project.status"
  counters="$(grep -o '<Counters [^>]*>' "$results/$project.trx" 2>/dev/null || true)"
  local total executed ok
  total="$(attribute total)" executed="$(attribute executed)" ok="$(attribute passed)"
  local bad=$((executed - ok))
  if [[ -z "$counters" || ( $status -ne 0 && $bad -eq 0 ) ]]; then
    bad=$((bad + 1))
    echo "$project ended with status $status"
  fi
  count "$ok" "$bad" $((total - executed)) "$project" "${seconds}s"
  [[ $bad -eq 0 ]] || show_failures "$project"
}

attribute() {
  local value
  value="$(sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<< "$counters")"
  echo "${value:-0}"
}

show_failures() {
  grep -A 25 -E '^ *Failed |error|Unhandled' "$results/$1.log" | head -n 200 || true
  echo "(all of it: artifacts/test-results/$1.log)"
}

# A command whose last line is N passed, N failed, N skipped.
counted() {
  local name="$1" log="$results/$1.log" began=$SECONDS last
  shift
  timeout --kill-after=30s "$limit" "$@" > "$log" 2>&1 || true
  last="$(tail -n 1 "$log")"
  if [[ "$last" =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
    count "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[3]}" "$name" "$((SECONDS - began))s"
    [[ ${BASH_REMATCH[2]} -eq 0 ]] || grep '^BAD' "$log" || true
  else
    count 0 1 0 "$name"
    tail -n 40 "$log"
  fi
}

# A command that is one test by its exit code.
single() {
  local name="$1" log="$results/$1.log" began=$SECONDS
  shift
  if timeout --kill-after=30s "$limit" "$@" > "$log" 2>&1; then
    count 1 0 0 "$name" "$((SECONDS - began))s"
  else
    count 0 1 0 "$name" "$((SECONDS - began))s"
    tail -n 40 "$log"
  fi
}

tools/install-missing tests || [[ "${CI:-}" != true ]] || { count 0 1 0 install-missing; finish; exit 1; }

npm ci --prefix tools/validate-manifests --no-audit --no-fund --ignore-scripts --loglevel=error > "$results/npm.log" 2>&1 &
npm=$!
if ! dotnet build ProxyDb.sln -c Release -v q; then
  count 0 1 0 build
  wait "$npm" || true
  finish
  exit 1
fi

# What only computes runs side by side; what measures, starts servers or fills both processors runs alone.
start_tests Policy.Tests &
start_tests Protocols.Tests &
wait "$npm" || cat "$results/npm.log"
wait
start_tests Architecture.Tests &
start_tests Host.Tests &
wait
start_tests Integration.Tests
start_tests Integration.MySql.Tests
start_tests Integration.Tds.Tests
for project in Architecture.Tests Protocols.Tests Policy.Tests Host.Tests Integration.Tests Integration.MySql.Tests Integration.Tds.Tests; do
  read_results "$project"
done
counted manifests node tools/validate-manifests/validate.mjs samples/kubernetes/base samples/kubernetes/overlays/aks \
  samples/kubernetes/components/hpa/hpa.yaml samples/weblogic/wdt/secret.example.yaml
single demo ./demo.sh
finish
