#!/usr/bin/env bash
# Installs what is missing, builds, and runs all tests; ends with ctest's summary.
# Usage: tests/run.sh [PRESET [CTEST-OPTION...]]    presets: release (default), dev, sanitize
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. experiments/install.sh
preset=${1:-release}
shift || true

# shellcheck disable=SC2086  # lists of words
install_packages $build_packages $picture_packages $test_packages

echo "== Building ($preset)"
cmake --preset "$preset" -DSIMCLR_FLOW_TESTS=ON >/dev/null
cmake --build --preset "$preset"

echo "== Testing ($preset)"
cd "build/$preset"
ctest --output-on-failure -j "$(nproc)" "$@"
