#!/usr/bin/env bash
# Installs what is missing, builds the program, runs the flagship experiment, holds its flows
# against theory, and draws them. Safe to repeat: it replaces its own results only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. experiments/install.sh

# shellcheck disable=SC2086  # lists of words
install_packages $build_packages $picture_packages $speed_packages

echo "== Building (release)"
cmake --preset release -DSIMCLR_FLOW_TESTS=OFF >/dev/null
cmake --build --preset release

echo "== Running the flagship: four discs on the circle"
mkdir -p results
program=build/release/src/simclr-flow
$program run experiments/four-discs/config.toml -o results/four-discs.h5 --force
echo
echo "== Flows against theory"
$program compare results/four-discs.h5 --expect experiments/four-discs/expected.toml
echo
echo "== Pictures"
/usr/bin/python3 analysis/plot.py results/four-discs.h5 -o results
